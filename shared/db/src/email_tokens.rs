//! One-time links in mails. Only the SHA-256 of a link's token is kept.

use neurmatic_core::ids::UserId;
use neurmatic_core::words::EmailTokenPurpose;
use uuid::Uuid;

use crate::{DbError, Door, args, queries};

queries! { "email_tokens":
    PUT = "put",
    REDEEM = "redeem",
}

/// Keeps a new link for `good_secs` seconds; earlier ones of its user and purpose are void from then on.
///
/// # Errors
/// [`DbError`].
pub async fn put(
    tx: &impl Door,
    user: UserId,
    purpose: EmailTokenPurpose,
    token_hash: &[u8; 32],
    good_secs: i64,
) -> Result<(), DbError> {
    let (id, hash) = (Uuid::now_v7(), token_hash.as_slice());
    let args = args![id => UUID, user => UUID, purpose => TEXT, hash => BYTEA, good_secs => INT8];
    tx.run(&PUT, args).await
}

/// Whose link this is. None unless it is good for exactly this purpose; it is used up then.
///
/// # Errors
/// [`DbError`].
pub async fn redeem(
    tx: &impl Door,
    token_hash: &[u8; 32],
    purpose: EmailTokenPurpose,
) -> Result<Option<UserId>, DbError> {
    let hash = token_hash.as_slice();
    let user: Option<Uuid> = tx.maybe(&REDEEM, args![hash => BYTEA, purpose => TEXT]).await?;
    Ok(user.map(UserId))
}
