//! Replies: reading, writing, changing and taking them away.

use axum::extract::State;
use neurmatic_core::ids::{ReplyId, TopicId};
use neurmatic_core::words::TopicStatus;
use neurmatic_db::forum_editing::LockedTopicRow;
use neurmatic_db::forum_replies::{self, LockedReplyRow, NewReply, ReplyPlaceRow, ReplySort};
use neurmatic_db::forum_topics::{self, TopicWindow};
use neurmatic_db::{Db, Tx, forum_editing};
use neurmatic_http::{
    Answer, Caller, Created, IdempotencyKey, IfMatch, Invalidation, Json, NoContent, Page, PageRequest, Path,
    Position, Problem, Query, Services,
};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::change::{self, invalidated_by, invalidated_by_reply};
use crate::edit::{locked, note_on, topic_locked};
use crate::input::{ReplyIn, ReplyPatch};
use crate::out::{RepliesOut, ReplyOut};
use crate::reader::{Reader, is_moderator};
use crate::topic::key_of;

/// The depth of a reply at most: an answer to an answer to an answer.
const DEPTH_MAX: i32 = 2;

/// How replies are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ReplySortParam {
    /// The oldest first.
    #[default]
    Oldest,
    /// The newest first.
    Newest,
    /// The best voted first.
    Votes,
}

/// What the replies may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RepliesQuery {
    /// The order; the oldest first when left out.
    sort: ReplySortParam,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// The replies to a public topic.
pub(crate) async fn list_replies(
    State(app): State<Services>,
    Path(key): Path<String>,
    Query(query): Query<RepliesQuery>,
) -> Result<Page<RepliesOut>, Problem> {
    list(&app.db, &key, &query, Reader::PUBLIC).await
}

/// The replies to a topic that the caller may see.
pub(crate) async fn list_member_replies(
    State(app): State<Services>,
    caller: Caller,
    Path(key): Path<String>,
    Query(query): Query<RepliesQuery>,
) -> Result<Page<RepliesOut>, Problem> {
    list(&app.db, &key, &query, Reader::of(caller)).await
}

async fn list(db: &Db, key: &str, query: &RepliesQuery, reader: Reader) -> Result<Page<RepliesOut>, Problem> {
    let binding = format!("{key} {:?}", query.sort);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let topic = forum_topics::seen(db, key_of(key)?, reader.seen, reader.hidden_too).await?;
    let topic = topic.ok_or_else(|| Problem::not_found("topic"))?;
    let sort = match query.sort {
        ReplySortParam::Oldest => ReplySort::Oldest,
        ReplySortParam::Newest => ReplySort::Newest,
        ReplySortParam::Votes => ReplySort::Votes,
    };
    let window = TopicWindow {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut places = forum_replies::list(db, topic.id, sort, window).await?;
    let position = |place: &ReplyPlaceRow| Position { key: place.key, id: place.id.0 };
    let pagination = page.paginate(&mut places, Some(i64::from(topic.reply_count)), position);
    let ids: Vec<ReplyId> = places.iter().map(|place| place.id).collect();
    let rows = forum_replies::cards(db, &ids).await?;
    let replies = rows.into_iter().map(|row| ReplyOut::of(row, topic.accepted_reply_id)).collect();
    Ok(Page::of(&RepliesOut { replies }, &pagination)?.tags([change::topic(topic.id)]))
}

/// Replies to a topic, or to a reply in it.
pub(crate) async fn create_reply(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
    key: IdempotencyKey,
    Json(input): Json<ReplyIn>,
) -> Result<Created<ReplyOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let topic = locked(&tx, id, Reader::of(caller)).await?;
    if topic.is_locked {
        return Err(topic_locked());
    }
    if topic.status == TopicStatus::Closed {
        return Err(Problem::conflict("topic_closed", "its author has closed this topic"));
    }
    check_parent(&tx, id, input.parent_reply_id).await?;
    if let Some(quoted) = input.quoted_reply_id
        && forum_replies::get(&tx, quoted).await?.is_none_or(|reply| reply.topic_id != id)
    {
        return Err(Problem::field("/quotedReplyId", "unknown", "there is no such reply in this topic"));
    }
    let reply = ReplyId::new();
    let new = NewReply {
        id: reply,
        topic: id,
        author: caller.user,
        content: &input.content,
        parent: input.parent_reply_id,
        quoted: input.quoted_reply_id,
    };
    forum_replies::insert(&tx, &new).await?;
    outbox::send(&tx, &SendNotification::Reply { reply, after: None }).await?;
    let row = forum_replies::get(&tx, reply).await?.ok_or_else(|| Problem::not_found("reply"))?;
    let change = app.frequent_change(&tx, invalidated_by_reply(id, topic.visibility)).await?;
    let (revision, location) = (row.revision, format!("/api/v1/forum/topics/{id}/replies"));
    let out = ReplyOut::of(row, topic.accepted_reply_id);
    let answer = Created::of(&out)?.revision(revision).location(location);
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Changes a reply: its author within 15 minutes, a moderator at any time.
pub(crate) async fn edit_reply(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ReplyId>,
    seen: IfMatch,
    Json(patch): Json<ReplyPatch>,
) -> Result<Answer<ReplyOut>, Problem> {
    let tx = app.db.begin().await?;
    let (topic, before) = changeable(&tx, id, caller).await?;
    seen.must_include(before.revision)?;
    if !before.is_editable && !is_moderator(caller) {
        let detail = "a reply can be changed for 15 minutes; add another one instead";
        return Err(Problem::conflict("edit_window_over", detail));
    }
    forum_replies::update(&tx, id, &patch.content).await?;
    if before.author_id != Some(caller.user) {
        let was = json!({"content": before.content});
        note_on(&tx, caller, "reply.edit", ("reply", id.0), &was, patch.reason.as_deref()).await?;
    }
    let row = forum_replies::get(&tx, id).await?.ok_or_else(|| Problem::not_found("reply"))?;
    let change = app.frequent_change(&tx, invalidated_by_reply(topic.id, topic.visibility)).await?;
    tx.commit().await?;
    change.announce().await;
    let revision = row.revision;
    Ok(Answer::of(&ReplyOut::of(row, topic.accepted_reply_id))?.revision(revision))
}

/// Takes a reply away; what was answered to it stays. One that was accepted isn't any more.
pub(crate) async fn delete_reply(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ReplyId>,
    seen: IfMatch,
) -> Result<NoContent, Problem> {
    let tx = app.db.begin().await?;
    let (topic, before) = changeable(&tx, id, caller).await?;
    seen.must_include(before.revision)?;
    if topic.accepted_reply_id == Some(id) {
        forum_editing::accept(&tx, topic.id, None).await?;
    }
    forum_replies::delete(&tx, id).await?;
    if before.author_id != Some(caller.user) {
        let was = json!({"content": before.content});
        note_on(&tx, caller, "reply.delete", ("reply", id.0), &was, None).await?;
    }
    let tags = invalidated_by(topic.id, topic.visibility, &[topic.category_id]);
    let change = app.change(&tx, Invalidation::Hard, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(NoContent)
}

/// Refuses a parent that isn't there, or whose answers would lie too deep.
async fn check_parent(tx: &Tx, topic: TopicId, parent: Option<ReplyId>) -> Result<(), Problem> {
    let Some(parent) = parent else { return Ok(()) };
    match forum_replies::get(tx, parent).await? {
        Some(reply) if reply.topic_id == topic && reply.depth < DEPTH_MAX => Ok(()),
        Some(reply) if reply.topic_id == topic => {
            let detail =
                "that reply lies too deep to be answered; answer the one above it and quote this one";
            Err(Problem::field("/parentReplyId", "too_deep", detail))
        }
        _ => Err(Problem::field("/parentReplyId", "unknown", "there is no such reply in this topic")),
    }
}

/// A reply and its topic, locked, if the caller may change the reply: its author, as long as no moderator has stopped the
/// topic, or a moderator.
async fn changeable(
    tx: &Tx,
    id: ReplyId,
    caller: Caller,
) -> Result<(LockedTopicRow, LockedReplyRow), Problem> {
    let unknown = || Problem::not_found("reply");
    let topic = forum_replies::topic_of(tx, id).await?.ok_or_else(unknown)?;
    let reader = Reader::of(caller);
    let Ok(topic) = locked(tx, topic, reader).await else { return Err(unknown()) };
    let reply = forum_replies::lock(tx, id).await?;
    let reply = reply.filter(|reply| reader.hidden_too || !reply.is_hidden).ok_or_else(unknown)?;
    if is_moderator(caller) {
        return Ok((topic, reply));
    }
    if reply.author_id != Some(caller.user) {
        return Err(Problem::forbidden("not_yours", "only its author or a moderator may do this"));
    }
    if topic.is_locked { Err(topic_locked()) } else { Ok((topic, reply)) }
}
