//! Who wants no messages of somebody, and isn't shown what they write.

use neurmatic_core::ids::UserId;

use crate::{DbError, Door, args, queries};

queries! { "blocks":
    BETWEEN = "between",
    DELETE = "delete",
    LOCK_PAIR = "lock_pair",
    PUT = "put",
    UNFOLLOW = "unfollow",
}

/// Blocks a user, once messages that are just being written are; neither follows the other any more. False when there is no
/// such user.
///
/// # Errors
/// [`DbError`].
pub async fn put(tx: &impl Door, blocker: UserId, blocked: UserId) -> Result<bool, DbError> {
    let pair = [blocker, blocked];
    tx.run(&LOCK_PAIR, args![pair.as_slice() => UUID_ARRAY]).await?;
    tx.run(&UNFOLLOW, args![blocker => UUID, blocked => UUID]).await?;
    let put: Option<uuid::Uuid> = tx.maybe(&PUT, args![blocker => UUID, blocked => UUID]).await?;
    Ok(put.is_some())
}

/// Takes a block back.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, blocker: UserId, blocked: UserId) -> Result<(), DbError> {
    db.run(&DELETE, args![blocker => UUID, blocked => UUID]).await
}

/// Whether one of two users has blocked the other.
///
/// # Errors
/// [`DbError`].
pub async fn between(db: &impl Door, one: UserId, other: UserId) -> Result<bool, DbError> {
    db.one(&BETWEEN, args![one => UUID, other => UUID]).await
}
