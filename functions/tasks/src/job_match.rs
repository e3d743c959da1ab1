//! `job:match`: users hear of a new job that suits them.

use neurmatic_core::ids::UserId;
use neurmatic_core::words::NotificationType;
use neurmatic_db::{Tx, matches};
use neurmatic_tasks::payloads::MatchJob;
use neurmatic_tasks::{Context, Task, TaskError, outbox};

use crate::notification_send::{Event, tell};

/// Candidates of a task; another goes on with the next ones.
const CANDIDATES: i64 = 500;

/// The least score that is told, in hundredths: from there on the list of matches says that something suits a user well.
const SCORE_MIN: i64 = 7_000;

/// Tells whoever looks for a job, and whom this one suits, once.
pub(crate) struct JobMatch;

impl Task for JobMatch {
    type Payload = MatchJob;

    async fn run(&self, payload: MatchJob, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let id = payload.job;
        let Some(job) = matches::job(tx, id).await? else {
            return Ok(()); // Paused, ended or gone meanwhile: there is nothing to tell.
        };
        let candidates = matches::looking(tx, payload.after, CANDIDATES).await?;
        if i64::try_from(candidates.len()).unwrap_or(CANDIDATES) == CANDIDATES {
            outbox::send(tx, &MatchJob { job: id, after: candidates.last().copied() }).await?;
        }
        let suited = matches::of_job(tx, id, &candidates, SCORE_MIN).await?;
        let suited: Vec<UserId> = suited.into_iter().map(|row| row.user_id).collect();
        let told = matches::note(tx, id, &suited).await?;
        let event = Event {
            receivers: told.into_iter().map(|user| (user, NotificationType::NewJobMatch)).collect(),
            actor: job.owner_user_id,
            is_actor_told: false,
            topic: None,
            reference: Some(id.0),
            action_path: Some(format!("/jobs/{}", job.slug)),
        };
        let title = format!("A job that suits you: “{}”", job.title);
        let message = format!("{}, {}.", job.company_name, job.location);
        tell(tx, event, |_| (title.clone(), message.clone())).await?;
        Ok(())
    }
}
