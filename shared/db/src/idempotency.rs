//! Answers kept for requests that may come twice.

use neurmatic_core::ids::UserId;

use crate::{DbError, Door, args, queries, rows};

queries! { "idempotency":
    FIND = "find",
    KEEP = "keep",
    LOCK = "lock",
}

rows! {
    /// An answer that was kept.
    pub struct KeptRow {
        /// Keyed hash of the request's body.
        pub fingerprint: Vec<u8>,
        /// The answer's status.
        pub status: i32,
        /// The answer's body.
        pub response: Vec<u8>,
    }
}

/// Whom and what a key belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Who sent it.
    pub user: UserId,
    /// The route's operation.
    pub route: &'a str,
    /// What the client chose.
    pub key: &'a str,
}

/// Whether no other request with this key is running; if so, none will until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, place: Place<'_>) -> Result<bool, DbError> {
    let name = format!("idempotency {} {} {}", place.user, place.route, place.key);
    tx.one(&LOCK, args![name => TEXT]).await
}

/// The answer to an earlier request with this key, of the last 24 hours.
///
/// # Errors
/// [`DbError`].
pub async fn find(tx: &impl Door, place: Place<'_>) -> Result<Option<KeptRow>, DbError> {
    tx.maybe(&FIND, args![place.user => UUID, place.route => TEXT, place.key => TEXT]).await
}

/// Keeps an answer of at most 64 KiB.
///
/// # Errors
/// [`DbError`].
pub async fn keep(
    tx: &impl Door,
    place: Place<'_>,
    fingerprint: &[u8],
    status: u16,
    response: &[u8],
) -> Result<(), DbError> {
    let status = i32::from(status);
    tx.run(&KEEP, args![place.user => UUID, place.route => TEXT, place.key => TEXT, fingerprint => BYTEA, status => INT4, response => BYTEA]).await
}
