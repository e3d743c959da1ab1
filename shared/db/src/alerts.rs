//! Searches for jobs that users want to hear of.

use jiff::Timestamp;
use neurmatic_core::ids::{AlertId, JobId, ModelId, UserId};
use serde_json::Value;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "alerts":
    DELETE = "delete",
    GET = "get",
    INSERT = "insert",
    KNOWN_MODELS = "known_models",
    LIST = "list",
    LOCK_OWNER = "lock_owner",
    RECEIVER = "receiver",
    TAKE_NEWS = "take_news",
    UPDATE = "update",
    USERS = "users",
}

/// Alerts of a user at most.
pub const ALERTS_MAX: i64 = 10;

rows! {
    /// An alert.
    pub struct AlertRow {
        /// Its id.
        pub id: AlertId,
        /// What its user calls it.
        pub name: String,
        /// Which jobs it is for.
        pub criteria: Value,
        /// Whether the user wants to hear of them now.
        pub is_active: bool,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }

    /// A user who may be mailed.
    pub struct ReceiverRow {
        /// The address.
        pub email: String,
        /// The language.
        pub locale: String,
    }
}

/// Adds an alert; `None` when the user has [`ALERTS_MAX`].
///
/// # Errors
/// [`DbError`].
pub async fn insert(
    tx: &impl Door,
    id: AlertId,
    user: UserId,
    name: &str,
    criteria: &Value,
    is_active: bool,
) -> Result<Option<AlertRow>, DbError> {
    let _locked: bool = tx.one(&LOCK_OWNER, args![user => UUID]).await?;
    tx.maybe(
        &INSERT,
        args![
            id => UUID, user => UUID, name => TEXT, criteria => JSONB, is_active => BOOL, ALERTS_MAX => INT8,
        ],
    )
    .await
}

/// Changes an alert of a user; what is `None` stays.
///
/// # Errors
/// [`DbError`].
pub async fn update(
    db: &impl Door,
    id: AlertId,
    user: UserId,
    name: Option<&str>,
    criteria: Option<&Value>,
    is_active: Option<bool>,
) -> Result<Option<AlertRow>, DbError> {
    db.maybe(
        &UPDATE,
        args![
            id => UUID, user => UUID, name => TEXT, criteria => JSONB, is_active => BOOL,
        ],
    )
    .await
}

/// A user's alerts, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, user: UserId) -> Result<Vec<AlertRow>, DbError> {
    db.rows(&LIST, args![user => UUID]).await
}

/// An alert of a user.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, id: AlertId, user: UserId) -> Result<Option<AlertRow>, DbError> {
    db.maybe(&GET, args![id => UUID, user => UUID]).await
}

/// Removes an alert of a user.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, id: AlertId, user: UserId) -> Result<(), DbError> {
    db.run(&DELETE, args![id => UUID, user => UUID]).await
}

/// How many of these models there are.
///
/// # Errors
/// [`DbError`].
pub async fn known_models(db: &impl Door, models: &[ModelId]) -> Result<i64, DbError> {
    db.one(&KNOWN_MODELS, args![models => UUID_ARRAY]).await
}

/// Users with alerts that they want to hear of, at most `limit` after one, in the order of their ids.
///
/// # Errors
/// [`DbError`].
pub async fn users(db: &impl Door, after: Option<UserId>, limit: i64) -> Result<Vec<UserId>, DbError> {
    let after = after.map_or(Uuid::nil(), |user| user.0);
    let ids: Vec<Uuid> = db.rows(&USERS, args![after => UUID, limit => INT8]).await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Where a user is reached; `None` when the user must not be mailed.
///
/// # Errors
/// [`DbError`].
pub async fn receiver(db: &impl Door, user: UserId) -> Result<Option<ReceiverRow>, DbError> {
    db.maybe(&RECEIVER, args![user => UUID]).await
}

/// The newest jobs since a time for a user's alerts, at most `limit`, and none that this returned before.
///
/// # Errors
/// [`DbError`].
pub async fn take_news(
    tx: &impl Door,
    user: UserId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<JobId>, DbError> {
    let ids: Vec<Uuid> =
        tx.rows(&TAKE_NEWS, args![user => UUID, since => TIMESTAMPTZ, limit => INT8]).await?;
    Ok(ids.into_iter().map(JobId).collect())
}
