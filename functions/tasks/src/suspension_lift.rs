//! `suspension:lift`: a suspension is over.

use neurmatic_db::audit::{self, Deed};
use neurmatic_db::{Tx, accounts};
use neurmatic_tasks::payloads::LiftSuspension;
use neurmatic_tasks::{Context, Task, TaskError};
use serde_json::json;

/// Lets an account be used again. Its logins have ended with the suspension, so that nobody has to be told.
pub(crate) struct SuspensionLift;

impl Task for SuspensionLift {
    type Payload = LiftSuspension;

    async fn run(&self, payload: LiftSuspension, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        if !accounts::lift_suspension(tx, payload.user).await? {
            return Ok(()); // Lifted, prolonged, banned or deleted meanwhile: nothing to do.
        }
        let request_id = neurmatic_tasks::request_id();
        let deed = Deed {
            actor: None,
            action: "user.lift_suspension",
            target_type: "user",
            target: &payload.user.to_string(),
            changes: &json!({"after": {"status": "active"}}),
            reason: None,
            request_id: request_id.as_deref(),
        };
        Ok(audit::record_deed(tx, deed).await?)
    }
}
