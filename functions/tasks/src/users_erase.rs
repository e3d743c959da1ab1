//! `users:erase`: an account's time to be restored is over.

use neurmatic_core::media::upload_key;
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
        // A file may not have been looked at yet: then it lies where it has arrived.
        let files = media::take_all(tx, payload.user).await?;
        let names: Vec<String> = files.into_iter().flat_map(|key| [upload_key(&key), key]).collect();
        for names in names.chunks(DropMedia::NAMES_MAX) {
            outbox::send(tx, &DropMedia { names: names.to_vec() }).await?;
        }
        if !erasure::erase_some(tx, payload.user).await? {
            outbox::send_once(tx, &payload, &payload.user.to_string()).await?;
        }
        Ok(())
    }
}
