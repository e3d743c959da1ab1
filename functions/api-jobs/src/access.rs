//! Who may write a job or a company: its owner, and moderators, whose changes are noted in the trail.

use neurmatic_core::ids::UserId;
use neurmatic_core::words::Role;
use neurmatic_db::{Tx, audit};
use neurmatic_http::{Caller, Problem};
use serde_json::Value;
use uuid::Uuid;

/// Refuses who is neither the owner nor a moderator.
pub(crate) fn must_edit(caller: Caller, owner: Option<UserId>) -> Result<(), Problem> {
    if owner == Some(caller.user) || caller.role.reaches(Role::Moderator) { Ok(()) } else { Err(not_owner()) }
}

/// 403: it is another company's.
pub(crate) fn not_owner() -> Problem {
    Problem::forbidden("not_owner", "this is for the company's owner")
}

/// Notes what a moderator did to what isn't theirs; an owner's own changes aren't noted.
pub(crate) async fn note(
    tx: &Tx,
    caller: Caller,
    owner: Option<UserId>,
    action: &str,
    target: Uuid,
    changes: &Value,
) -> Result<(), Problem> {
    if owner == Some(caller.user) {
        return Ok(());
    }
    let request_id = neurmatic_tasks::request_id();
    let target_type = action.split('.').next().unwrap_or(action);
    let entry = audit::Entry {
        actor: caller.user,
        action,
        target_type,
        target,
        changes,
        request_id: request_id.as_deref(),
    };
    Ok(audit::record(tx, entry).await?)
}
