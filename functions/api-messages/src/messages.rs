//! Reading the messages of a conversation.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ConversationId, DirectMessageId, UserId};
use neurmatic_db::conversations;
use neurmatic_db::messages::{self, MessageRow};
use neurmatic_http::{Caller, Page, Path, Position, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Serialize;

use crate::conversations::PagingQuery;

/// Messages.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MessagesOut {
    /// The newest first.
    messages: Vec<MessageOut>,
}

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageOut {
    /// Its id.
    pub(crate) id: DirectMessageId,
    /// The conversation that it belongs to.
    pub(crate) conversation_id: ConversationId,
    /// Its place in the conversation, from 1.
    pub(crate) number: i32,
    /// Who wrote it.
    pub(crate) sender_id: UserId,
    /// What it says, as it was sent; null while it is hidden.
    pub(crate) content: Option<String>,
    /// Whether a moderator has hidden it, from both.
    pub(crate) is_hidden: bool,
    /// Whether the one to whom it went has read it.
    pub(crate) is_read: bool,
    /// When it was written.
    pub(crate) sent_at: Timestamp,
}

/// The messages of a conversation, for its two.
pub(crate) async fn list_messages(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(query): Query<PagingQuery>,
) -> Result<Page<MessagesOut>, Problem> {
    let page = query.page(&format!("messages {id}"))?;
    let counted = conversations::get(&app.db, id, caller.user).await?;
    let counted = counted.ok_or_else(|| Problem::not_found("conversation"))?;
    let before = page.after().map(|position| i32::try_from(position.key).unwrap_or(i32::MAX));
    let mut rows = messages::list(&app.db, id, before, page.rows_wanted(), page.offset()).await?;
    let total = Some(i64::from(counted.message_count));
    let pagination =
        page.paginate(&mut rows, total, |row| Position { key: i64::from(row.number), id: row.id.0 });
    let out = |row: MessageRow| MessageOut {
        id: row.id,
        conversation_id: id,
        number: row.number,
        sender_id: row.sender_id,
        content: row.content,
        is_hidden: row.is_hidden,
        is_read: row.is_read,
        sent_at: row.created_at,
    };
    Page::of(&MessagesOut { messages: rows.into_iter().map(out).collect() }, &pagination)
}
