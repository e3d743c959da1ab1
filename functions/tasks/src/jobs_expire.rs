//! `jobs:expire`: a job's time is over.

use neurmatic_db::{Tx, tasks};
use neurmatic_http::Tag;
use neurmatic_tasks::payloads::{ExpireJob, Invalidate};
use neurmatic_tasks::{Context, Task, TaskError, outbox};

/// Closes a job, and has what shows it as open dropped.
pub(crate) struct JobsExpire;

impl Task for JobsExpire {
    type Payload = ExpireJob;

    async fn run(&self, payload: ExpireJob, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let job = payload.job;
        let Some(company) = tasks::expire_if_due(tx, job).await? else {
            return Ok(()); // Prolonged, paused or closed meanwhile: nothing to do.
        };
        let tags =
            [Tag::all("jobs"), Tag::of("job", &job.to_string()), Tag::of("company", &company.to_string())];
        let tags = tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        let invalidate = Invalidate { tags, soft: false, ..Invalidate::default() };
        outbox::send(tx, &invalidate).await?;
        Ok(())
    }
}
