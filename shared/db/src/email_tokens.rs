//! One-time links in mails. Only the SHA-256 of a link's token is kept.

use neurmatic_core::ids::UserId;
use neurmatic_core::words::EmailTokenPurpose;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "email_tokens":
    PUT = "put",
    REDEEM = "redeem",
    REDEEM_CHANGE = "redeem_change",
    VOID = "void",
}

rows! {
    /// A change of address that was confirmed.
    pub struct ChangeRow {
        /// Whose it is.
        pub user_id: UserId,
        /// The address that is proven by it.
        pub new_email: String,
    }
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
    keep(tx, user, purpose, token_hash, good_secs, None).await
}

/// The same for a link that makes `new_email` the account's address.
///
/// # Errors
/// [`DbError`].
pub async fn put_change(
    tx: &impl Door,
    user: UserId,
    new_email: &str,
    token_hash: &[u8; 32],
    good_secs: i64,
) -> Result<(), DbError> {
    keep(tx, user, EmailTokenPurpose::ChangeEmail, token_hash, good_secs, Some(new_email)).await
}

async fn keep(
    tx: &impl Door,
    user: UserId,
    purpose: EmailTokenPurpose,
    token_hash: &[u8; 32],
    good_secs: i64,
    new_email: Option<&str>,
) -> Result<(), DbError> {
    let (id, hash) = (Uuid::now_v7(), token_hash.as_slice());
    let args = args![
        id => UUID, user => UUID, purpose => TEXT, hash => BYTEA, good_secs => INT8, new_email => TEXT,
    ];
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

/// Whose link this is, and the address that it proves. None unless it is a good one for a change of address; it is used up
/// then.
///
/// # Errors
/// [`DbError`].
pub async fn redeem_change(tx: &impl Door, token_hash: &[u8; 32]) -> Result<Option<ChangeRow>, DbError> {
    let hash = token_hash.as_slice();
    tx.maybe(&REDEEM_CHANGE, args![hash => BYTEA]).await
}

/// Voids a user's links that would set another password or another address.
///
/// # Errors
/// [`DbError`].
pub async fn void(tx: &impl Door, user: UserId) -> Result<(), DbError> {
    tx.run(&VOID, args![user => UUID]).await
}
