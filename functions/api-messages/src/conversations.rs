//! The list of conversations, and how far the caller has read in one.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ConversationId, DirectMessageId, UserId};
use neurmatic_core::words::NotificationType;
use neurmatic_db::conversations::{self, ConversationRow, Window};
use neurmatic_db::{Tx, notices, notifications};
use neurmatic_http::{
    Answer, Caller, Faults, Input, Json, Page, PageRequest, Path, Position, Problem, Query, Services,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where in a list to begin; there is nothing to sort or filter by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PagingQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

impl PagingQuery {
    /// The page of a list, which `bound_to` names.
    pub(crate) fn page(&self, bound_to: &str) -> Result<PageRequest, Problem> {
        PageRequest::new(self.limit, self.cursor.as_deref(), self.page, bound_to)
    }
}

/// The caller's conversations.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ConversationsOut {
    /// That with the newest message first.
    conversations: Vec<ConversationOut>,
}

/// A conversation, as the caller sees it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationOut {
    /// Its id.
    id: ConversationId,
    /// The other user.
    peer: PeerOut,
    /// How many messages there are.
    message_count: i32,
    /// How many of the other's messages the caller hasn't read; exact.
    unread_count: i32,
    /// The last message.
    last_message: LastMessageOut,
}

/// Whom a conversation is with.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeerOut {
    /// The user's id.
    id: UserId,
    /// The user's name at the platform.
    username: String,
    /// What to call the user.
    display_name: String,
    /// The user's picture.
    avatar_url: Option<String>,
    /// Whether the caller has blocked the user.
    is_blocked: bool,
}

/// The last message of a conversation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LastMessageOut {
    /// Whether the caller wrote it.
    is_own: bool,
    /// Its first 200 characters; null while it is hidden.
    excerpt: Option<String>,
    /// Whether a moderator has hidden it, from both.
    is_hidden: bool,
    /// When it was written.
    sent_at: Timestamp,
}

impl From<ConversationRow> for ConversationOut {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: row.id,
            peer: PeerOut {
                id: row.peer_id,
                username: row.peer_username,
                display_name: row.peer_name,
                avatar_url: row.peer_avatar_url,
                is_blocked: row.is_blocked,
            },
            message_count: row.message_count,
            unread_count: row.unread_count,
            last_message: LastMessageOut {
                is_own: row.is_last_own,
                excerpt: row.last_excerpt,
                is_hidden: row.is_last_hidden,
                sent_at: row.last_message_at,
            },
        }
    }
}

/// How far the caller has read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReadIn {
    /// The newest message that the caller has seen; what came after it stays unread. Everything when left out.
    up_to: Option<DirectMessageId>,
}

impl Input for ReadIn {
    fn check(&self, _faults: &mut Faults) {}
}

/// What is left to read.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadOut {
    /// The conversation.
    id: ConversationId,
    /// How many of the other's messages the caller hasn't read; exact.
    unread_count: i32,
}

/// The caller's conversations.
pub(crate) async fn list_conversations(
    State(app): State<Services>,
    caller: Caller,
    Query(query): Query<PagingQuery>,
) -> Result<Page<ConversationsOut>, Problem> {
    let page = query.page("conversations")?;
    let window = Window {
        after: page.after().map(|position| (position.key, position.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut rows = conversations::list(&app.db, caller.user, window).await?;
    let pagination = page.paginate(&mut rows, None, |row| Position {
        key: row.last_message_at.as_microsecond(),
        id: row.id.0,
    });
    let conversations = rows.into_iter().map(ConversationOut::from).collect();
    Page::of(&ConversationsOut { conversations }, &pagination)
}

/// Notes how far the caller has read; never less far than before. When nothing is left, the notification of it is read too.
pub(crate) async fn mark_read(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(input): Json<ReadIn>,
) -> Result<Answer<ReadOut>, Problem> {
    let tx = app.db.begin().await?;
    let locked = conversations::lock(&tx, id, caller.user).await?;
    let locked = locked.ok_or_else(|| Problem::not_found("conversation"))?;
    let wanted = match input.up_to {
        None => locked.message_count,
        Some(message) => conversations::number(&tx, id, message)
            .await?
            .ok_or_else(|| Problem::field("/upTo", "unknown", "there is no such message in it"))?,
    };
    let unread_count = conversations::read(&tx, &locked, wanted.max(locked.read_number)).await?;
    if unread_count == 0 && wanted > locked.read_number {
        read_notification(&tx, caller.user, id).await?;
    }
    tx.commit().await?;
    Answer::of(&ReadOut { id, unread_count })
}

/// Who has read a conversation needn't be told of it any more: not in the list, nor by a mail that waits.
async fn read_notification(tx: &Tx, user: UserId, id: ConversationId) -> Result<(), Problem> {
    notices::lock(tx, &[user]).await?;
    notifications::read_bundle(tx, user, NotificationType::Message, id.0).await?;
    Ok(())
}
