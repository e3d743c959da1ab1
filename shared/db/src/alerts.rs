//! Searches for jobs that users want to hear of.

use jiff::Timestamp;
use neurmatic_core::ids::{AlertId, ModelId, UserId};
use serde_json::Value;

use crate::{DbError, Door, args, queries, rows};

queries! { "alerts":
    DELETE = "delete",
    GET = "get",
    INSERT = "insert",
    KNOWN_MODELS = "known_models",
    LIST = "list",
    LOCK_OWNER = "lock_owner",
    UPDATE = "update",
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
