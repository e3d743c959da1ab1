//! Logins: one row per device.

use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;

use crate::{DbError, Door, args, queries, rows};

queries! { "sessions":
    LOGIN_STATE = "login_state",
}

rows! {
    /// Whether a login may be used, and by whom.
    pub struct LoginStateRow {
        /// Whose login it is.
        pub user_id: UserId,
        /// The user's role now.
        pub role: Role,
        /// Grows with every change of this row: the higher one is the newer one.
        pub revision: i64,
        /// Not revoked, not expired, and the account is in use.
        pub active: bool,
    }
}

/// The state of a login, by its primary key.
///
/// # Errors
/// [`DbError`].
pub async fn login_state(db: &impl Door, session: SessionId) -> Result<Option<LoginStateRow>, DbError> {
    db.maybe(&LOGIN_STATE, args![session => UUID]).await
}
