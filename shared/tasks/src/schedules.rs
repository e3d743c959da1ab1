//! The list: a line for each task that nobody's request causes, with its times in UTC.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::DigestType;
use neurmatic_db::{DbError, Tx, analytics, digests, partitions, purges, tasks};
use serde::Serialize;

use crate::outbox;
use crate::payload::Payload as _;
use crate::payloads::{
    AggregateDay, CheckBadges, CleanUpOldData, CleanUpSessions, EraseUser, EvaluateAlerts, ExpireJob,
    FlagTrending, FlushCounters, JobAlerts, MaintainPartitions, PublishArticle, PurgeCdn, SendDigests, Sweep,
    TakeSnapshot, UpdateLeaderboards, WarmCache,
};
use crate::retention;
use crate::schedule::Schedule;
use crate::times::Times;

/// Articles that one look sends to be published; the rest waits for the next look.
const PUBLISH_MAX: i64 = 200;

/// Jobs that one look sends to be closed; the rest waits for the next look.
const EXPIRE_MAX: i64 = 200;

/// Accounts that one look sends to be erased; the rest waits for the next look.
const ERASE_MAX: i64 = 50;

/// Days that a night goes back for figures that are missing.
const UNSETTLED_DAYS: i32 = 30;

const MINUTELY: Times = Times::EverySecs(60);
const HOURLY: Times = Times::EverySecs(3_600);

const fn daily(hour: u8, minute: u8) -> Times {
    Times::DailyAt { hour, minute }
}

/// Digests that are claimed at once, for one task of each kind: few enough that each is found by an index.
const DIGESTS_A_CLAIM: i64 = 100;

/// Claims of one look; the rest waits for the next look.
const CLAIMS_MAX: usize = 50;

/// Every schedule.
pub static ALL: &[Schedule] = &[
    Schedule::new(AggregateDay::NAME, daily(0, 30), |tx| Box::pin(count_days(tx))),
    Schedule::new(FlagTrending::NAME, HOURLY, |tx| Box::pin(flag_trending(tx))),
    Schedule::new(PublishArticle::NAME, MINUTELY, |tx| Box::pin(publish_due(tx))),
    Schedule::after_deployment(WarmCache::NAME, |tx| Box::pin(warm_cache(tx))),
    Schedule::new(PurgeCdn::NAME, Times::LookEveryMillis(100), |tx| Box::pin(purge_if_wanted(tx))),
    Schedule::new(CleanUpOldData::NAME, daily(3, 0), |tx| Box::pin(clean_up_old_data(tx))),
    Schedule::new(CleanUpSessions::NAME, daily(2, 0), |tx| Box::pin(clean_up_sessions(tx))),
    Schedule::new(FlushCounters::NAME, Times::EverySecs(10), |tx| Box::pin(flush(tx))),
    Schedule::new(JobAlerts::NAME, daily(9, 0), |tx| Box::pin(mail_job_alerts(tx))),
    Schedule::new(ExpireJob::NAME, MINUTELY, |tx| Box::pin(expire_due(tx))),
    Schedule::new(SendDigests::NAME, MINUTELY, |tx| Box::pin(send_digests(tx, Timestamp::now()))),
    Schedule::new(MaintainPartitions::NAME, daily(1, 0), |tx| Box::pin(maintain_partitions(tx))),
    Schedule::new(UpdateLeaderboards::NAME, HOURLY, |tx| Box::pin(rank(tx))),
    Schedule::new(CheckBadges::NAME, HOURLY, |tx| Box::pin(check_badges(tx))),
    Schedule::new(EraseUser::NAME, HOURLY, |tx| Box::pin(erase_due(tx))),
    Schedule::new(TakeSnapshot::NAME, HOURLY, |tx| Box::pin(take_snapshot(tx))),
    Schedule::new(EvaluateAlerts::NAME, MINUTELY, |tx| Box::pin(evaluate_alerts(tx))),
];

/// The schedule of a task.
#[must_use]
pub fn of(task: &str) -> Option<&'static Schedule> {
    ALL.iter().find(|schedule| schedule.task == task)
}

/// Yesterday, the day before once more for what came late, and whatever was missed.
async fn count_days(tx: &Tx) -> Result<(), DbError> {
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date();
    for day in analytics::unsettled_days(tx, today, UNSETTLED_DAYS).await? {
        outbox::send_once(tx, &AggregateDay { day }, &day.to_string()).await?;
    }
    Ok(())
}

async fn flag_trending(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &FlagTrending {}, "all").await.map(drop)
}

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

async fn take_snapshot(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &TakeSnapshot {}, "all").await.map(drop)
}

async fn evaluate_alerts(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &EvaluateAlerts {}, "all").await.map(drop)
}

async fn mail_job_alerts(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &JobAlerts::Everybody { after: None }, "everybody").await.map(drop)
}

async fn rank(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &UpdateLeaderboards {}, "all").await.map(drop)
}

/// Once a day, in its first hour, everybody is looked at.
async fn check_badges(tx: &Tx) -> Result<(), DbError> {
    let everybody = Timestamp::now().as_second().rem_euclid(24 * 3_600) < 3_600;
    let look = CheckBadges { everybody, look: None };
    outbox::send_once(tx, &look, look.unique_key()).await.map(drop)
}

/// Sends the digests that are due at a moment, and plans the ones after them.
///
/// # Errors
/// [`DbError`].
pub async fn send_digests(tx: &Tx, now: Timestamp) -> Result<(), DbError> {
    for _ in 0..CLAIMS_MAX {
        if digests::plan(tx, now, DIGESTS_A_CLAIM).await? < DIGESTS_A_CLAIM {
            break;
        }
    }
    for _ in 0..CLAIMS_MAX {
        let due = digests::claim(tx, now, DIGESTS_A_CLAIM).await?;
        for kind in DigestType::ALL {
            let of_kind = due.iter().filter(|row| row.is_wanted && row.r#type == *kind);
            let users: Vec<UserId> = of_kind.map(|row| row.user_id).collect();
            if !users.is_empty() {
                outbox::send(tx, &SendDigests { kind: *kind, users, at: now }).await?;
            }
        }
        if due.is_empty() {
            break;
        }
    }
    Ok(())
}

async fn flush(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &FlushCounters {}, "all").await.map(drop)
}

async fn warm_cache(tx: &Tx) -> Result<(), DbError> {
    outbox::send_once(tx, &WarmCache {}, "all").await.map(drop)
}

async fn purge_if_wanted(tx: &Tx) -> Result<(), DbError> {
    if purges::is_wanted(tx, PurgeCdn::NAME, "all").await? {
        outbox::send_once(tx, &PurgeCdn {}, "all").await?;
    }
    Ok(())
}

async fn clean_up_sessions(tx: &Tx) -> Result<(), DbError> {
    for sweep in sweeps(retention::SESSIONS) {
        outbox::send_once(tx, &CleanUpSessions(sweep.clone()), &sweep.what).await?;
    }
    Ok(())
}

async fn clean_up_old_data(tx: &Tx) -> Result<(), DbError> {
    for sweep in sweeps(retention::OLD_DATA) {
        outbox::send_once(tx, &CleanUpOldData(sweep.clone()), &sweep.what).await?;
    }
    Ok(())
}

fn sweeps(rules: &[retention::Rule]) -> impl Iterator<Item = Sweep> {
    let now = Timestamp::now();
    rules.iter().map(move |rule| Sweep { what: rule.what.to_owned(), before: rule.before(now) })
}

async fn maintain_partitions(tx: &Tx) -> Result<(), DbError> {
    for table in partitions::parents(tx).await? {
        outbox::send_once(tx, &MaintainPartitions { table: table.clone() }, &table).await?;
    }
    Ok(())
}

/// The list as data, for whoever sets a scheduler up.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Entries of Amazon EventBridge Scheduler.
    scheduler: Vec<Entry>,
    /// What is due more often than that can say: the relay, which runs all the time, looks for it.
    relay: Vec<Often>,
    /// What a deployment's last step fires.
    after_deployment: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Entry {
    task: &'static str,
    expression: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Often {
    task: &'static str,
    every_millis: u64,
}

/// The list as data.
#[must_use]
pub fn document() -> Document {
    let mut document = Document { scheduler: Vec::new(), relay: Vec::new(), after_deployment: Vec::new() };
    for schedule in ALL {
        let task = schedule.task;
        match schedule.times.map(|times| (times.expression(), times.period_millis())) {
            Some((Some(expression), _)) => document.scheduler.push(Entry { task, expression }),
            Some((None, every_millis)) => document.relay.push(Often { task, every_millis }),
            None => document.after_deployment.push(task),
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies;

    #[test]
    fn every_scheduled_task_has_a_policy_and_one_line() {
        for schedule in ALL {
            assert!(policies::ALL.iter().any(|policy| policy.task == schedule.task), "{schedule:?}");
            assert_eq!(ALL.iter().filter(|other| other.task == schedule.task).count(), 1, "{schedule:?}");
        }
    }

    #[test]
    fn whoever_sets_a_scheduler_up_is_told_every_schedule() {
        let document = document();
        let told = document.scheduler.len() + document.relay.len() + document.after_deployment.len();
        assert_eq!(told, ALL.len());
        assert!(document.relay.iter().all(|often| often.every_millis < 60_000), "{:?}", document.relay);
    }
}
