//! `cleanup:old-data`: what isn't kept any longer goes.

use neurmatic_db::Tx;
use neurmatic_tasks::payloads::CleanUpOldData;
use neurmatic_tasks::{Context, Task, TaskError, outbox, retention};

use crate::sweeping::sweep;

/// Drops a chunk of what the table of retention says, and goes on as another task while there is more.
pub(crate) struct CleanupOldData;

impl Task for CleanupOldData {
    type Payload = CleanUpOldData;

    async fn run(&self, payload: CleanUpOldData, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        if sweep(tx, retention::OLD_DATA, &payload.0).await? {
            outbox::send_once(tx, &payload, &payload.0.what).await?;
        }
        Ok(())
    }
}
