//! Logins: one row per device. Only the SHA-256 of a refresh token is kept.
//!
//! A row's revision grows when what the login may do changes (it is revoked, its user's role changes), not at a
//! refresh: what others know of the login stays true then.

use std::net::IpAddr;

use jiff::Timestamp;
use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;

use crate::{DbError, Door, args, queries, rows};

queries! { "sessions":
    INSERT = "insert",
    LIST = "list",
    LOGIN_STATE = "login_state",
    OF_SPENT = "of_spent",
    REVOKE = "revoke",
    ROTATE = "rotate",
    TOUCH = "touch",
}

rows! {
    /// Whether a login may be used, and by whom.
    pub struct LoginStateRow {
        /// Whose login it is.
        pub user_id: UserId,
        /// The user's role now.
        pub role: Role,
        /// The higher one is the newer one.
        pub revision: i64,
        /// Not revoked, not expired, and the account is in use.
        pub active: bool,
    }

    /// A login whose refresh token was replaced.
    pub struct RotatedRow {
        /// The login.
        pub id: SessionId,
        /// Whose login it is.
        pub user_id: UserId,
        /// The user's role now.
        pub role: Role,
    }

    /// The login that a spent refresh token belonged to.
    pub struct SpentRow {
        /// The login.
        pub id: SessionId,
        /// Whose login it is.
        pub user_id: UserId,
    }

    /// A login that was just ended, or has a newer state.
    pub struct RevokedRow {
        /// The login.
        pub id: SessionId,
        /// Whose login it is or was.
        pub user_id: UserId,
        /// The user's role.
        pub role: Role,
        /// The row's revision after that.
        pub revision: i64,
    }

    /// A login as its owner sees it.
    pub struct SessionRow {
        /// The login.
        pub id: SessionId,
        /// The address that it was made from.
        pub ip: Option<IpAddr>,
        /// What the client called itself.
        pub user_agent: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was made or last refreshed.
        pub last_active_at: Timestamp,
        /// When it ends by itself.
        pub expires_at: Timestamp,
    }
}

/// A login that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: SessionId,
    /// Whose login it is.
    pub user: UserId,
    /// SHA-256 of its refresh token.
    pub refresh_hash: &'a [u8; 32],
    /// The client's address.
    pub ip: IpAddr,
    /// What the client calls itself, at most 500 characters.
    pub user_agent: Option<&'a str>,
    /// How long it lives, in seconds.
    pub good_secs: i64,
}

/// Which of a user's logins are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(SessionId),
    /// All but this one.
    Others(SessionId),
    /// All of them.
    All,
}

/// The state of a login, by its primary key.
///
/// # Errors
/// [`DbError`].
pub async fn login_state(db: &impl Door, session: SessionId) -> Result<Option<LoginStateRow>, DbError> {
    db.maybe(&LOGIN_STATE, args![session => UUID]).await
}

/// Makes a login.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &impl Door, new: &NewSession<'_>) -> Result<(), DbError> {
    let hash = new.refresh_hash.as_slice();
    let args = args![
        new.id => UUID, new.user => UUID, hash => BYTEA, new.ip => INET, new.user_agent => TEXT, new.good_secs => INT8,
    ];
    tx.run(&INSERT, args).await
}

/// Replaces a refresh token, and remembers the old one as spent. None when the old one isn't good (any more).
///
/// # Errors
/// [`DbError`].
pub async fn rotate(
    tx: &impl Door,
    old_hash: &[u8; 32],
    new_hash: &[u8; 32],
) -> Result<Option<RotatedRow>, DbError> {
    let (old, new) = (old_hash.as_slice(), new_hash.as_slice());
    tx.maybe(&ROTATE, args![old => BYTEA, new => BYTEA]).await
}

/// The login whose refresh token this once was.
///
/// # Errors
/// [`DbError`].
pub async fn of_spent(tx: &impl Door, token_hash: &[u8; 32]) -> Result<Option<SpentRow>, DbError> {
    let hash = token_hash.as_slice();
    tx.maybe(&OF_SPENT, args![hash => BYTEA]).await
}

/// A user's live logins, the last used first, at most `limit`.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, user: UserId, limit: i64) -> Result<Vec<SessionRow>, DbError> {
    db.rows(&LIST, args![user => UUID, limit => INT8]).await
}

/// Ends logins of a user. Returns those that were live until now, for the caller to tell everybody.
///
/// # Errors
/// [`DbError`].
pub async fn revoke(tx: &impl Door, user: UserId, which: Which) -> Result<Vec<RevokedRow>, DbError> {
    let (one, others) = (matches!(which, Which::One(_)), matches!(which, Which::Others(_)));
    let statement = REVOKE.when(&[("one", one), ("others", others)]);
    match which {
        Which::One(session) | Which::Others(session) => {
            tx.rows(statement, args![user => UUID, session => UUID]).await
        }
        Which::All => tx.rows(statement, args![user => UUID]).await,
    }
}

/// Gives a user's live logins a newer state, because the user's role has changed. Returns them, for the caller to tell
/// everybody.
///
/// # Errors
/// [`DbError`].
pub async fn touch(tx: &impl Door, user: UserId) -> Result<Vec<RevokedRow>, DbError> {
    tx.rows(&TOUCH, args![user => UUID]).await
}
