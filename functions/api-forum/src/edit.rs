//! Beginning, changing and taking away topics.

use axum::extract::State;
use neurmatic_core::ids::TopicId;
use neurmatic_core::notifications::mentions;
use neurmatic_core::rules::slug_of;
use neurmatic_core::words::{ReportTarget, TopicStatus, TopicType};
use neurmatic_db::forum_editing::{self, Deed, LockedTopicRow, NewTopic, TopicChange};
use neurmatic_db::{Tx, forum_taxonomy, reports};
use neurmatic_http::{
    Answer, Caller, Created, IdempotencyKey, IfMatch, Invalidation, Json, NoContent, Path, Problem, Services,
};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::change::invalidated_by;
use crate::input::{TopicIn, TopicPatch, tags_named};
use crate::out::TopicOut;
use crate::reader::{Reader, is_moderator};
use crate::topic::{answer, whole};

/// From this score of its words on, a topic is put into the moderators' queue.
const SPAM_SCORE_MIN: i64 = 5;

/// Begins a topic.
pub(crate) async fn create_topic(
    State(app): State<Services>,
    caller: Caller,
    key: IdempotencyKey,
    Json(input): Json<TopicIn>,
) -> Result<Created<TopicOut>, Problem> {
    let reader = Reader::of(caller);
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let visibility = forum_taxonomy::visibility(&tx, input.category_id).await?;
    let visibility = visibility
        .filter(|visibility| reader.sees(*visibility))
        .ok_or_else(|| Problem::field("/categoryId", "unknown", "there is no such category"))?;
    let (id, tags) = (TopicId::new(), tags_named(&input.tags));
    let is_flagged = looks_like_spam(&tx, &input.title, &input.content).await?;
    forum_editing::make_tags(&tx, &tags).await?;
    let new = NewTopic {
        id,
        title: &input.title,
        slug: &made_slug(&input.title, id),
        content: &input.content,
        author: caller.user,
        category: input.category_id,
        kind: input.r#type.unwrap_or(TopicType::Discussion),
        is_flagged,
    };
    forum_editing::insert(&tx, &new).await?;
    forum_editing::set_tags(&tx, id, &tags).await?;
    if is_flagged {
        reports::flag(&tx, ReportTarget::Topic, id.0).await?;
    }
    if !mentions(&input.content).is_empty() {
        outbox::send(&tx, &SendNotification::Topic { topic: id }).await?;
    }
    let topic = whole(&tx, id, reader).await?;
    let tags = invalidated_by(id, visibility, &[topic.category_id]);
    let change = app.change(&tx, Invalidation::Soft, tags, Vec::new()).await?;
    let (revision, location) = (topic.revision, format!("/api/v1/forum/topics/{id}"));
    let answer = Created::of(&TopicOut::from(topic))?.revision(revision).location(location);
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Changes a topic. A stale `If-Match` changes nothing.
pub(crate) async fn edit_topic(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
    seen: IfMatch,
    Json(patch): Json<TopicPatch>,
) -> Result<Answer<TopicOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = changeable(&tx, id, caller).await?;
    seen.must_include(before.revision)?;
    if before.accepted_reply_id.is_some() && patch.r#type.is_some_and(|kind| kind != TopicType::Question) {
        let detail = "a topic with an accepted reply stays a question; take the acceptance back first";
        return Err(Problem::conflict("has_accepted_reply", detail));
    }
    let has_new_words = patch.title.is_some() || patch.content.is_some();
    let title = patch.title.as_deref().unwrap_or(&before.title);
    let content = patch.content.as_deref().unwrap_or(&before.content);
    let is_flagged = has_new_words && looks_like_spam(&tx, title, content).await?;
    if let Some(names) = &patch.tags {
        let tags = tags_named(names);
        forum_editing::make_tags(&tx, &tags).await?;
        forum_editing::set_tags(&tx, id, &tags).await?;
    }
    let change = TopicChange {
        title: patch.title.as_deref(),
        content: patch.content.as_deref(),
        kind: patch.r#type,
        status: reopened(patch.status, &before),
        is_flagged,
    };
    forum_editing::update(&tx, id, &change).await?;
    if is_flagged {
        reports::flag(&tx, ReportTarget::Topic, id.0).await?;
    }
    if before.author_id != Some(caller.user) {
        let was = json!({"title": before.title, "content": before.content});
        note(&tx, caller, "topic.edit", id, &was, patch.reason.as_deref()).await?;
    }
    finish(&app, tx, &before, caller).await
}

/// Takes a topic away. Nobody finds it any more, and its author's points for it are gone.
pub(crate) async fn delete_topic(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<TopicId>,
    seen: IfMatch,
) -> Result<NoContent, Problem> {
    let tx = app.db.begin().await?;
    let before = changeable(&tx, id, caller).await?;
    seen.must_include(before.revision)?;
    forum_editing::archive(&tx, id).await?;
    if before.author_id != Some(caller.user) {
        note(&tx, caller, "topic.delete", id, &json!({"slug": before.slug}), None).await?;
    }
    let tags = invalidated_by(id, before.visibility, &[before.category_id]);
    let change = app.change(&tx, Invalidation::Hard, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(NoContent)
}

/// A topic that the caller may see, locked.
pub(crate) async fn locked(tx: &Tx, id: TopicId, reader: Reader) -> Result<LockedTopicRow, Problem> {
    let topic = forum_editing::lock(tx, id).await?;
    topic
        .filter(|topic| reader.sees(topic.visibility) && (reader.hidden_too || !topic.is_hidden))
        .ok_or_else(|| Problem::not_found("topic"))
}

/// Commits an edit and answers the topic as it is now; whatever showed it is made anew.
pub(crate) async fn finish(
    app: &Services,
    tx: Tx,
    before: &LockedTopicRow,
    caller: Caller,
) -> Result<Answer<TopicOut>, Problem> {
    let topic = whole(&tx, before.id, Reader::of(caller)).await?;
    let tags = invalidated_by(before.id, before.visibility, &[before.category_id]);
    let change = app.change(&tx, Invalidation::Soft, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    answer(topic)
}

/// Notes in the trail what a moderator did to a topic.
pub(crate) async fn note(
    tx: &Tx,
    moderator: Caller,
    action: &str,
    id: TopicId,
    changes: &Value,
    reason: Option<&str>,
) -> Result<(), Problem> {
    note_on(tx, moderator, action, ("topic", id.0), changes, reason).await
}

/// The same for something else.
pub(crate) async fn note_on(
    tx: &Tx,
    moderator: Caller,
    action: &str,
    (target_type, target): (&str, Uuid),
    changes: &Value,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let request_id = neurmatic_tasks::request_id();
    let deed = Deed {
        actor: moderator.user,
        action,
        target_type,
        target,
        changes,
        reason,
        request_id: request_id.as_deref(),
    };
    Ok(forum_editing::audit(tx, &deed).await?)
}

/// The refusal of a topic that takes nothing more.
pub(crate) fn topic_locked() -> Problem {
    Problem::conflict("topic_locked", "a moderator has locked this topic")
}

/// A topic, locked, if the caller may change it: its author, as long as no moderator has stopped it, or a moderator.
async fn changeable(tx: &Tx, id: TopicId, caller: Caller) -> Result<LockedTopicRow, Problem> {
    let topic = locked(tx, id, Reader::of(caller)).await?;
    if is_moderator(caller) {
        return Ok(topic);
    }
    if topic.author_id != Some(caller.user) {
        return Err(Problem::forbidden("not_yours", "only its author or a moderator may do this"));
    }
    if topic.is_locked { Err(topic_locked()) } else { Ok(topic) }
}

/// A question with an accepted reply that is opened again is resolved again.
fn reopened(status: Option<TopicStatus>, before: &LockedTopicRow) -> Option<TopicStatus> {
    match status {
        Some(TopicStatus::Open) if before.accepted_reply_id.is_some() => Some(TopicStatus::Resolved),
        status => status,
    }
}

async fn looks_like_spam(tx: &Tx, title: &str, content: &str) -> Result<bool, Problem> {
    let score = forum_editing::spam_score(tx, &format!("{title}\n{content}")).await?;
    Ok(score >= SPAM_SCORE_MIN)
}

/// A slug from the title, made unique by the end of the id.
fn made_slug(title: &str, id: TopicId) -> String {
    let (words, id) = (slug_of(title), id.0.simple().to_string());
    let end = id.get(20..).unwrap_or_default();
    if words.is_empty() { format!("topic-{end}") } else { format!("{words}-{end}") }
}
