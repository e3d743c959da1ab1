//! Who wants to hear of which topics.

use neurmatic_core::ids::{TopicId, UserId};
use neurmatic_core::words::WatchLevel;

use crate::{DbError, Door, args, queries};

queries! { "forum_watches":
    DELETE = "delete",
    PUT = "put",
}

/// Watches or mutes a topic, which exists.
///
/// # Errors
/// [`DbError::Missing`] when it doesn't.
pub async fn put(db: &impl Door, user: UserId, topic: TopicId, level: WatchLevel) -> Result<(), DbError> {
    db.run(&PUT, args![user => UUID, topic => UUID, level => TEXT]).await
}

/// Neither watches nor mutes it any more.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, user: UserId, topic: TopicId) -> Result<(), DbError> {
    db.run(&DELETE, args![user => UUID, topic => UUID]).await
}
