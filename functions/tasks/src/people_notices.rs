//! What users are told of each other: messages and followers.

use jiff::Timestamp;
use neurmatic_core::ids::{DirectMessageId, UserId};
use neurmatic_core::words::NotificationType;
use neurmatic_db::{DbError, Tx, notices};

use crate::notification_send::{Event, tell};

/// Whom a message went to is told, unless he has read it. Whoever reads a conversation holds the same lock, so that what
/// is read is told by nobody.
pub(crate) async fn message(tx: &Tx, id: DirectMessageId, recipient: UserId) -> Result<(), DbError> {
    notices::lock(tx, &[recipient]).await?;
    let Some(message) = notices::message(tx, id, recipient).await? else { return Ok(()) };
    let event = Event {
        receivers: vec![(recipient, NotificationType::Message)],
        actor: Some(message.sender_id),
        is_actor_told: true,
        topic: None,
        reference: Some(message.conversation_id.0),
        action_path: Some(format!("/conversations/{}", message.conversation_id)),
    };
    tell(tx, event, |_| ("You have a new message".to_owned(), "Somebody wrote to you.".to_owned())).await
}

/// Who is followed is told of the follower, once a day at most.
pub(crate) async fn follower(tx: &Tx, follower: UserId, followed: UserId) -> Result<(), DbError> {
    if !notices::new_follower(tx, followed, follower, Timestamp::now()).await? {
        return Ok(());
    }
    let event = Event {
        receivers: vec![(followed, NotificationType::NewFollower)],
        actor: Some(follower),
        is_actor_told: true,
        topic: None,
        reference: None,
        action_path: Some(format!("/followers/user/{followed}")),
    };
    tell(tx, event, |_| ("You have a new follower".to_owned(), "Somebody follows you.".to_owned())).await
}
