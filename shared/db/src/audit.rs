//! The trail of what editors, moderators and administrators did. It is only ever added to.

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use serde_json::Value;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "audit":
    LIST = "list",
    RECORD = "record",
}

rows! {
    /// An entry of the trail.
    pub struct EntryRow {
        /// Its id.
        pub id: Uuid,
        /// Who did it; none: the platform itself.
        pub actor_id: Option<UserId>,
        /// What was done.
        pub action: String,
        /// What kind of thing it was done to.
        pub target_type: String,
        /// The thing's id, or its name.
        pub target_id: String,
        /// What changed.
        pub changes: Option<Value>,
        /// Why.
        pub reason: Option<String>,
        /// The request that did it.
        pub request_id: Option<String>,
        /// When it was done.
        pub created_at: Timestamp,
    }
}

/// An entry of the trail.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Who did it.
    pub actor: UserId,
    /// What was done, such as `job.edit`.
    pub action: &'a str,
    /// What kind of thing it was done to.
    pub target_type: &'a str,
    /// The thing's id.
    pub target: Uuid,
    /// What changed.
    pub changes: &'a Value,
    /// The request that did it.
    pub request_id: Option<&'a str>,
}

/// An entry of what administrators do, or the platform by itself.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Who did it; none: the platform itself.
    pub actor: Option<UserId>,
    /// What was done, such as `user.edit`.
    pub action: &'a str,
    /// What kind of thing it was done to.
    pub target_type: &'a str,
    /// The thing's id, or its name.
    pub target: &'a str,
    /// What changed.
    pub changes: &'a Value,
    /// Why, at most 1000 characters.
    pub reason: Option<&'a str>,
    /// The request that did it.
    pub request_id: Option<&'a str>,
}

/// Which entries a list holds; all filters must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What this user did.
    pub actor: Option<UserId>,
    /// Of this action.
    pub action: Option<String>,
    /// Done to things of this kind.
    pub target_type: Option<String>,
    /// Done to the thing of this id or name.
    pub target: Option<String>,
    /// Done then or later.
    pub since: Option<Timestamp>,
    /// Done before then.
    pub until: Option<Timestamp>,
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// After this key (microseconds since 1970) and id.
    pub after: Option<(i64, Uuid)>,
    /// Rows to skip.
    pub offset: i64,
    /// Rows at most.
    pub limit: i64,
}

/// Adds an entry.
///
/// # Errors
/// [`DbError`].
pub async fn record(tx: &impl Door, entry: Entry<'_>) -> Result<(), DbError> {
    let Entry { actor, action, target_type, target, changes, request_id } = entry;
    let target = target.to_string();
    let deed =
        Deed { actor: Some(actor), action, target_type, target: &target, changes, reason: None, request_id };
    record_deed(tx, deed).await
}

/// The same for what administrators do.
///
/// # Errors
/// [`DbError`].
pub async fn record_deed(tx: &impl Door, deed: Deed<'_>) -> Result<(), DbError> {
    let id = Uuid::now_v7();
    tx.run(
        &RECORD,
        args![
            id => UUID, deed.actor => UUID, deed.action => TEXT, deed.target_type => TEXT, deed.target => TEXT,
            deed.changes => JSONB, deed.request_id => TEXT, deed.reason => TEXT,
        ],
    )
    .await
}

/// A page of the trail, the newest first.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, filter: &Filter, window: Window) -> Result<Vec<EntryRow>, DbError> {
    let flags = [
        ("actor", filter.actor.is_some()),
        ("action", filter.action.is_some()),
        ("target_type", filter.target_type.is_some()),
        ("target", filter.target.is_some()),
        ("since", filter.since.is_some()),
        ("until", filter.until.is_some()),
        ("after", window.after.is_some()),
    ];
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(
        LIST.when(&flags),
        args![
            window.limit => INT8, window.offset => INT8, filter.actor => UUID, filter.action => TEXT,
            filter.target_type => TEXT, filter.target => TEXT, filter.since => TIMESTAMPTZ, filter.until => TIMESTAMPTZ,
            time => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}
