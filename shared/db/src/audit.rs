//! The trail of what editors and moderators did.

use neurmatic_core::ids::UserId;
use serde_json::Value;
use uuid::Uuid;

use crate::{DbError, Door, args, queries};

queries! { "audit":
    RECORD = "record",
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

/// Adds an entry.
///
/// # Errors
/// [`DbError`].
pub async fn record(tx: &impl Door, entry: Entry<'_>) -> Result<(), DbError> {
    let (id, target) = (Uuid::now_v7(), entry.target.to_string());
    tx.run(&RECORD, args![
        id => UUID, entry.actor => UUID, entry.action => TEXT, entry.target_type => TEXT, target => TEXT,
        entry.changes => JSONB, entry.request_id => TEXT,
    ])
    .await
}
