//! `users:erase`: an account's time to be restored is over.

use neurmatic_db::{Tx, erasure};
use neurmatic_tasks::payloads::EraseUser;
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// Erases an account. What it has much of goes in parts, each a task of its own: none holds many locks for long. Nothing of it
/// is in a cache: it was hidden when it was deleted.
pub(crate) struct UsersErase;

impl Task for UsersErase {
    type Payload = EraseUser;

    async fn run(&self, payload: EraseUser, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        if !erasure::lock_due(tx, payload.user).await? {
            return Ok(()); // Restored, or erased already: nothing to do.
        }
        if !erasure::erase_some(tx, payload.user).await? {
            outbox::send(tx, &payload).await?;
        }
        Ok(())
    }
}
