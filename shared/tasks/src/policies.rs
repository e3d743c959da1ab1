//! The table: a line for each task.
//!
//! The figures are the original's (its queue profiles and job types) where it had such a task.

use std::time::Duration;

use crate::policy::{Backoff, Policy, Queue};

const fn policy(
    task: &'static str,
    queue: Queue,
    attempts: u32,
    first_secs: u64,
    longest_secs: u64,
    timeout_secs: u64,
) -> Policy {
    let backoff =
        Backoff { first: Duration::from_secs(first_secs), longest: Duration::from_secs(longest_secs) };
    let timeout = Duration::from_secs(timeout_secs);
    Policy { task, queue, attempts, backoff, timeout, from_outside: false }
}

/// Looks whether something is wrong. Ahead of all that may have piled up; the next minute's comes anyhow.
pub const ALERTS_EVALUATE: Policy = policy("alerts:evaluate", Queue::Priority, 2, 5, 5, 20);

/// Tells of an alert. Who is told may be away for some hours.
pub const ALERTS_TELL: Policy = policy("alerts:tell", Queue::Priority, 20, 5, 900, 10);

/// Counts a day anew.
pub const ANALYTICS_AGGREGATE: Policy = policy("analytics:aggregate", Queue::Bulk, 3, 30, 3_600, 25);

/// Writes what visitors did. The bulk queue's attempts, not the original's two: what is given up is lost.
pub const ANALYTICS_PROCESS: Policy = policy("analytics:process", Queue::Bulk, 5, 10, 3_600, 20);

/// Publishes an article whose time has come. Whoever asks for it can't publish one before.
pub const ARTICLE_PUBLISH: Policy =
    policy("article:publish", Queue::Default, 3, 5, 3_600, 20).sent_by_others();

/// Flags the articles that trend.
pub const ARTICLES_TRENDING: Policy = policy("articles:trending", Queue::Bulk, 3, 30, 600, 25);

/// Gives badges to whom facts entitle.
pub const BADGE_CHECK: Policy = policy("badge:check", Queue::Bulk, 2, 30, 3_600, 25);

/// Drops what caches hold of something that changed. Tried for a day: then what it would drop has expired.
pub const CACHE_INVALIDATE: Policy = policy("cache:invalidate", Queue::Priority, 3_000, 1, 30, 5);

/// Asks for the pages that most people ask for. Not worth trying again.
pub const CACHE_WARM: Policy = policy("cache:warm", Queue::Bulk, 1, 10, 10, 20);

/// Has the CDN forget what is due. Purges have attempts and waits of their own; this is about the database.
pub const CDN_PURGE: Policy = policy("cdn:purge", Queue::Priority, 5, 1, 30, 20);

/// Drops a chunk of what isn't kept any longer. The bulk queue's attempts, not the original's two: a chunk is small.
pub const CLEANUP_OLD_DATA: Policy = policy("cleanup:old-data", Queue::Bulk, 5, 10, 3_600, 20);

/// Drops a chunk of logins that ended.
pub const CLEANUP_SESSIONS: Policy = policy("cleanup:sessions", Queue::Bulk, 5, 10, 3_600, 20);

/// Adds waiting increments to the counters they belong to.
pub const COUNTERS_FLUSH: Policy = policy("counters:flush", Queue::Bulk, 5, 10, 3_600, 20);

/// Sends one mail.
pub const EMAIL_SEND: Policy = policy("email:send", Queue::Email, 5, 60, 3_600, 15);

/// Keeps what the database has counted. The next hour's comes anyhow.
pub const INSIGHT_SNAPSHOT: Policy = policy("insight:snapshot", Queue::Bulk, 3, 30, 600, 20);

/// Mails users the new jobs that they look for.
pub const JOB_ALERTS: Policy = policy("job:alerts", Queue::Bulk, 5, 10, 3_600, 20);

/// Tells users whom a new job suits of it. The original's attempts; its 45 s were for all users at once.
pub const JOB_MATCH: Policy = policy("job:match", Queue::Bulk, 3, 10, 3_600, 20);

/// Closes a job whose time is over. Whoever asks for it can't close one before.
pub const JOBS_EXPIRE: Policy = policy("jobs:expire", Queue::Default, 3, 5, 3_600, 20).sent_by_others();

/// Erases an account that was deleted 30 days ago, or a part of what it has.
pub const USERS_ERASE: Policy = policy("users:erase", Queue::Bulk, 10, 60, 3_600, 20);

/// Looks at an upload. A bucket that is away is asked again for some hours.
pub const MEDIA_CHECK: Policy = policy("media:check", Queue::Default, 10, 5, 3_600, 20);

/// Deletes files. A bucket that is away is asked again for half a day.
pub const MEDIA_DROP: Policy = policy("media:drop", Queue::Default, 20, 5, 3_600, 20);

/// Mails users the digest of a day or a week.
pub const NOTIFICATION_DIGEST: Policy = policy("notification:digest", Queue::Bulk, 5, 10, 3_600, 20);

/// Mails a user what is to be mailed by now.
pub const NOTIFICATION_MAIL: Policy = policy("notification:mail", Queue::Default, 3, 5, 3_600, 20);

/// Tells users what concerns them.
pub const NOTIFICATION_SEND: Policy = policy("notification:send", Queue::Default, 3, 5, 3_600, 20);

/// Makes partitions of the coming months. A busy table is asked again, for an hour.
pub const PARTITIONS_MAINTAIN: Policy = policy("partitions:maintain", Queue::Bulk, 12, 10, 600, 20);

/// Ends a suspension.
pub const SUSPENSION_LIFT: Policy = policy("suspension:lift", Queue::Default, 3, 5, 3_600, 20);

/// Writes the leaderboards anew.
pub const LEADERBOARD_UPDATE: Policy = policy("leaderboard:update", Queue::Bulk, 3, 120, 3_600, 25);

/// Every policy.
pub const ALL: &[Policy] = &[
    ALERTS_EVALUATE,
    ALERTS_TELL,
    ANALYTICS_AGGREGATE,
    ANALYTICS_PROCESS,
    ARTICLE_PUBLISH,
    ARTICLES_TRENDING,
    BADGE_CHECK,
    CACHE_INVALIDATE,
    CACHE_WARM,
    CDN_PURGE,
    CLEANUP_OLD_DATA,
    CLEANUP_SESSIONS,
    COUNTERS_FLUSH,
    EMAIL_SEND,
    INSIGHT_SNAPSHOT,
    JOB_ALERTS,
    JOB_MATCH,
    JOBS_EXPIRE,
    LEADERBOARD_UPDATE,
    MEDIA_CHECK,
    MEDIA_DROP,
    NOTIFICATION_DIGEST,
    NOTIFICATION_MAIL,
    NOTIFICATION_SEND,
    PARTITIONS_MAINTAIN,
    SUSPENSION_LIFT,
    USERS_ERASE,
];

/// For a task that this release doesn't know: a newer one may, so it is given the time of a deployment.
pub const UNKNOWN: Policy = policy("unknown:task", Queue::Default, 5, 5, 3_600, 5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_an_area_and_a_verb_and_each_is_there_once() {
        let mut names: Vec<&str> = ALL.iter().map(|policy| policy.task).collect();
        assert!(names.iter().all(|name| name.split(':').filter(|part| !part.is_empty()).count() == 2));
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(names.is_sorted());
    }

    #[test]
    fn no_attempt_keeps_its_transaction_open_for_half_a_minute() {
        let longest = ALL.iter().map(|policy| policy.timeout).max().unwrap();
        assert!(longest <= Duration::from_secs(25), "{longest:?}");
    }

    #[test]
    fn what_others_may_send_is_not_paced() {
        let others = ALL.iter().filter(|policy| policy.from_outside);
        assert!(others.clone().count() > 0 && others.clone().all(|policy| policy.queue.per_sec().is_none()));
    }

    #[test]
    fn an_invalidation_is_tried_for_a_day() {
        let tried: Duration =
            (1..CACHE_INVALIDATE.attempts).map(|failed| CACHE_INVALIDATE.backoff.wait(failed, 1.0)).sum();
        assert!(tried > Duration::from_secs(18 * 3_600), "{tried:?}");
    }
}
