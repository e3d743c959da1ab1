//! `media:drop`: files are nobody's any more.

use std::time::Duration;

use futures::future::try_join_all;
use neurmatic_bucket::Bucket;
use neurmatic_core::media::is_public;
use neurmatic_db::{Tx, purges};
use neurmatic_tasks::payloads::DropMedia;
use neurmatic_tasks::{Context, Task, TaskError};

/// How long one call of the bucket may take.
const CALL_WITHIN: Duration = Duration::from_secs(3);

/// Calls at once: four times so many are the most, which take less than the task's time.
const AT_ONCE: usize = 5;

/// Deletes files, and then has the edge forget them, which could else fill itself again. Deleting twice is the same as once.
pub(crate) struct MediaDrop {
    bucket: Bucket,
}

impl MediaDrop {
    pub(crate) fn new(bucket: Bucket) -> Self {
        Self { bucket }
    }
}

impl Task for MediaDrop {
    type Payload = DropMedia;

    async fn run(&self, payload: DropMedia, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        for names in payload.names.chunks(AT_ONCE) {
            let deletions = names.iter().map(|name| self.bucket.delete(name, CALL_WITHIN));
            try_join_all(deletions).await.map_err(TaskError::retry)?;
        }
        let public = payload.names.iter().filter(|name| is_public(name));
        let urls: Vec<String> = public.map(|name| self.bucket.origin_url(name)).collect();
        if urls.is_empty() {
            return Ok(());
        }
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let request_id = neurmatic_tasks::request_id();
        Ok(purges::order(tx, "url", "hard", &urls, request_id.as_deref()).await?)
    }
}
