//! Accounts as administrators see and change them.

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{AccountType, Role, UserStatus};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "accounts":
    CARDS = "cards",
    LIFT_SUSPENSION = "lift_suspension",
    LIST = "list",
    LOCK = "lock",
    SEARCH = "search",
    UPDATE = "update",
}

/// What sorts after every character that a name may hold.
const AFTER_NAMES: char = '\u{10FFFF}';

rows! {
    /// An account's place in a list.
    pub struct PlaceRow {
        /// The account.
        pub id: UserId,
        /// Microseconds since 1970, or a place among the matches.
        pub key: i64,
    }

    /// An account.
    pub struct AccountRow {
        /// Its id.
        pub id: UserId,
        /// Its public name.
        pub username: String,
        /// Its address.
        pub email: String,
        /// Whether its address is proven.
        pub email_verified: bool,
        /// What it may do.
        pub role: Role,
        /// Whose it is.
        pub account_type: AccountType,
        /// Whether it may be used.
        pub status: UserStatus,
        /// When its suspension ends.
        pub suspended_until: Option<Timestamp>,
        /// How often it was signed in to.
        pub login_count: i32,
        /// When it was last signed in to.
        pub last_login_at: Option<Timestamp>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }

    /// What an account may do, locked.
    pub struct StandingRow {
        /// Its id.
        pub id: UserId,
        /// What it may do.
        pub role: Role,
        /// Whether it may be used.
        pub status: UserStatus,
        /// When its suspension ends.
        pub suspended_until: Option<Timestamp>,
    }
}

/// Which accounts a list holds; all filters must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this role.
    pub role: Option<Role>,
    /// Of this status.
    pub status: Option<UserStatus>,
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// After this key and id.
    pub after: Option<(i64, Uuid)>,
    /// Rows to skip.
    pub offset: i64,
    /// Rows at most.
    pub limit: i64,
}

/// The ids of a page, the newest accounts first.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, filter: &Filter, window: Window) -> Result<Vec<PlaceRow>, DbError> {
    let flags = [
        ("role", filter.role.is_some()),
        ("status", filter.status.is_some()),
        ("after", window.after.is_some()),
    ];
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(LIST.when(&flags), args![
        window.limit => INT8, window.offset => INT8, filter.role => TEXT, filter.status => TEXT, time => TIMESTAMPTZ,
        id => UUID,
    ])
    .await
}

/// The ids of a page of accounts whose name begins with `q`, or whose whole address it is, whatever the case. Knows no
/// `after`: places move.
///
/// # Errors
/// [`DbError`].
pub async fn search(
    db: &impl Door,
    filter: &Filter,
    q: &str,
    window: Window,
) -> Result<Vec<PlaceRow>, DbError> {
    let flags = [("role", filter.role.is_some()), ("status", filter.status.is_some())];
    let first = q.to_lowercase();
    let last = format!("{first}{AFTER_NAMES}");
    db.rows(SEARCH.when(&flags), args![
        window.limit => INT8, window.offset => INT8, first => TEXT, last => TEXT, q => TEXT, filter.role => TEXT,
        filter.status => TEXT,
    ])
    .await
}

/// These accounts, in this order. Those that aren't there are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(db: &impl Door, ids: &[UserId]) -> Result<Vec<AccountRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY]).await
}

/// Locks two accounts until the transaction ends. Those that aren't there are left out.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, ids: [UserId; 2]) -> Result<Vec<StandingRow>, DbError> {
    let ids = ids.as_slice();
    tx.rows(&LOCK, args![ids => UUID_ARRAY]).await
}

/// Changes what a locked account may do. Telling its logins is the caller's, in the same transaction and after this.
///
/// # Errors
/// [`DbError`].
pub async fn update(tx: &impl Door, standing: &StandingRow) -> Result<(), DbError> {
    let StandingRow { id, role, status, suspended_until } = standing;
    tx.run(&UPDATE, args![*id => UUID, *role => TEXT, *status => TEXT, *suspended_until => TIMESTAMPTZ]).await
}

/// Lets an account be used again whose suspension is over; false when there is nothing to do.
///
/// # Errors
/// [`DbError`].
pub async fn lift_suspension(tx: &impl Door, user: UserId) -> Result<bool, DbError> {
    let lifted: Option<Uuid> = tx.maybe(&LIFT_SUSPENSION, args![user => UUID]).await?;
    Ok(lifted.is_some())
}
