//! `users:erase`: an account's time to be restored is over.

use neurmatic_db::{Tx, erasure, media};
use neurmatic_tasks::payloads::{DropMedia, EraseUser};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// Erases an account. What it has much of goes in parts, each a task of its own: none holds many locks for long. Nothing of it
/// is in a cache, since it was hidden when it was deleted, but for its files, whose deletion is a task as well.
pub(crate) struct UsersErase;

impl Task for UsersErase {
    type Payload = EraseUser;

    async fn run(&self, payload: EraseUser, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        if !erasure::lock_due(tx, payload.user).await? {
            return Ok(()); // Restored, or erased already: nothing to do.
        }
        let files = media::take_all(tx, payload.user).await?;
        for keys in files.chunks(DropMedia::FILES_MAX) {
            outbox::send(tx, &DropMedia::of(keys)).await?;
        }
        if !erasure::erase_some(tx, payload.user).await? {
            outbox::send_once(tx, &payload, &payload.user.to_string()).await?;
        }
        Ok(())
    }
}
