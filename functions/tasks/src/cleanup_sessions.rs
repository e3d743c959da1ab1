//! `cleanup:sessions`: logins that ended, and what belongs to them, go.

use neurmatic_db::Tx;
use neurmatic_tasks::payloads::CleanUpSessions;
use neurmatic_tasks::{Context, Task, TaskError, outbox, retention};

use crate::sweeping::sweep;

/// Drops a chunk of logins or one-time links, and goes on as another task while there is more.
pub(crate) struct CleanupSessions;

impl Task for CleanupSessions {
    type Payload = CleanUpSessions;

    async fn run(&self, payload: CleanUpSessions, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        if sweep(tx, retention::SESSIONS, &payload.0).await? {
            outbox::send_once(tx, &payload, &payload.0.what).await?;
        }
        Ok(())
    }
}
