//! What the forum's members are told: replies, mentions, accepted answers and votes up.

use neurmatic_core::ids::{ReplyId, TopicId, UserId};
use neurmatic_core::notifications::mentions;
use neurmatic_core::words::NotificationType;
use neurmatic_db::notices::{self, PostRow};
use neurmatic_db::{DbError, Tx};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use uuid::Uuid;

use crate::notification_send::{Event, tell};

/// Users whom one task tells of a reply; for those beyond, it sends another.
const RECEIVERS_MAX: usize = 500;

/// Whom a new topic names is told.
pub(crate) async fn topic(tx: &Tx, id: TopicId) -> Result<(), DbError> {
    let Some(post) = notices::topic(tx, id).await? else { return Ok(()) };
    let named = notices::named(tx, &mentions(&post.content)).await?;
    let receivers = named.into_iter().map(|user| (user, NotificationType::Mention)).collect();
    let title = format!("You were mentioned in “{}”", post.topic_title);
    let event = event(&post, receivers, post.author_id, id.0, "");
    tell(tx, event, |_| (title.clone(), "Somebody mentioned you in a topic.".to_owned())).await
}

/// Whom a reply concerns is told: who is answered, who is named, who began the topic, who watches it.
pub(crate) async fn reply(tx: &Tx, id: ReplyId, after: Option<UserId>) -> Result<(), DbError> {
    let Some(post) = notices::reply(tx, id).await? else { return Ok(()) };
    let (names, limit) = (mentions(&post.content), i64::try_from(RECEIVERS_MAX).unwrap_or(i64::MAX));
    let after = after.unwrap_or(UserId(Uuid::nil()));
    let concerned = notices::reply_receivers(tx, id, &names, after, limit).await?;
    if let Some(last) = concerned.last().filter(|_| concerned.len() == RECEIVERS_MAX) {
        outbox::send(tx, &SendNotification::Reply { reply: id, after: Some(last.user_id) }).await?;
    }
    let receivers = concerned.into_iter().map(|row| (row.user_id, row.r#type)).collect();
    let topic = post.topic_title.clone();
    let event = event(&post, receivers, post.author_id, post.topic_id.0, &format!("#reply-{id}"));
    tell(tx, event, |kind| match kind {
        NotificationType::CommentReply => {
            (format!("Your reply in “{topic}” was answered"), "Somebody answered your reply.".to_owned())
        }
        NotificationType::Mention => {
            (format!("You were mentioned in “{topic}”"), "Somebody mentioned you in a reply.".to_owned())
        }
        _ => (format!("New reply in “{topic}”"), "There is a new reply.".to_owned()),
    })
    .await
}

/// Whose reply answers a question is told.
pub(crate) async fn accepted(tx: &Tx, id: ReplyId, by: UserId) -> Result<(), DbError> {
    let Some(post) = notices::reply(tx, id).await? else { return Ok(()) };
    let receivers = of_author(&post, NotificationType::AcceptedAnswer);
    let title = format!("Your reply answers “{}”", post.topic_title);
    let event = event(&post, receivers, Some(by), id.0, &format!("#reply-{id}"));
    tell(tx, event, |_| (title.clone(), "Who asked accepted your reply as the answer.".to_owned())).await
}

/// Whose topic was voted up is told, but not by whom.
pub(crate) async fn topic_upvote(tx: &Tx, id: TopicId, voter: UserId) -> Result<(), DbError> {
    let Some(post) = notices::topic(tx, id).await? else { return Ok(()) };
    let title = format!("Your topic “{}” was voted up", post.topic_title);
    upvote(tx, &post, voter, id.0, "", title).await
}

/// Whose reply was voted up is told, but not by whom.
pub(crate) async fn reply_upvote(tx: &Tx, id: ReplyId, voter: UserId) -> Result<(), DbError> {
    let Some(post) = notices::reply(tx, id).await? else { return Ok(()) };
    let title = format!("Your reply in “{}” was voted up", post.topic_title);
    upvote(tx, &post, voter, id.0, &format!("#reply-{id}"), title).await
}

async fn upvote(
    tx: &Tx,
    post: &PostRow,
    voter: UserId,
    reference: Uuid,
    fragment: &str,
    title: String,
) -> Result<(), DbError> {
    let receivers = of_author(post, NotificationType::Upvote);
    let event = Event { is_actor_told: false, ..event(post, receivers, Some(voter), reference, fragment) };
    tell(tx, event, |_| (title.clone(), "Somebody found it helpful.".to_owned())).await
}

fn of_author(post: &PostRow, kind: NotificationType) -> Vec<(UserId, NotificationType)> {
    post.author_id.map(|author| (author, kind)).into_iter().collect()
}

fn event(
    post: &PostRow,
    receivers: Vec<(UserId, NotificationType)>,
    actor: Option<UserId>,
    reference: Uuid,
    fragment: &str,
) -> Event {
    Event {
        receivers,
        actor,
        is_actor_told: true,
        topic: Some(post.topic_id),
        reference: Some(reference),
        action_path: Some(format!("/forum/topics/{}{fragment}", post.topic_slug)),
    }
}
