//! The list: a line for each task that nobody's request causes.

use std::time::Duration;

use neurmatic_db::{DbError, Tx, tasks};

use crate::outbox;
use crate::payload::Payload as _;
use crate::payloads::{EraseUser, ExpireJob, FlushCounters, PublishArticle};
use crate::schedule::Schedule;

/// Articles that one look sends to be published; the rest waits for the next look.
const PUBLISH_MAX: i64 = 200;

/// Jobs that one look sends to be closed; the rest waits for the next look.
const EXPIRE_MAX: i64 = 200;

/// Accounts that one look sends to be erased; the rest waits for the next look.
const ERASE_MAX: i64 = 50;

/// Every schedule.
pub static ALL: &[Schedule] = &[
    Schedule::new(PublishArticle::NAME, Duration::from_secs(60), |tx| Box::pin(publish_due(tx))),
    Schedule::new(FlushCounters::NAME, Duration::from_secs(10), |tx| Box::pin(flush(tx))),
    Schedule::new(ExpireJob::NAME, Duration::from_secs(60), |tx| Box::pin(expire_due(tx))),
    Schedule::new(EraseUser::NAME, Duration::from_secs(3_600), |tx| Box::pin(erase_due(tx))),
];

async fn publish_due(tx: &Tx) -> Result<(), DbError> {
    for article in tasks::due_articles(tx, PUBLISH_MAX).await? {
        outbox::send_once(tx, &PublishArticle { article }, &article.to_string()).await?;
    }
    Ok(())
}

async fn expire_due(tx: &Tx) -> Result<(), DbError> {
    for job in tasks::due_jobs(tx, EXPIRE_MAX).await? {
        outbox::send_once(tx, &ExpireJob { job }, &job.to_string()).await?;
    }
    Ok(())
}

async fn erase_due(tx: &Tx) -> Result<(), DbError> {
    for user in tasks::due_erasures(tx, ERASE_MAX).await? {
        outbox::send_once(tx, &EraseUser { user }, &user.to_string()).await?;
    }
    Ok(())
}

async fn flush(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &FlushCounters {}, "all").await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies;

    #[test]
    fn every_scheduled_task_has_a_policy() {
        for schedule in ALL {
            assert!(policies::ALL.iter().any(|policy| policy.task == schedule.task), "{schedule:?}");
        }
    }
}
