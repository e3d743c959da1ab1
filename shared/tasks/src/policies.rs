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
    Policy { task, queue, attempts, backoff, timeout: Duration::from_secs(timeout_secs) }
}

/// Publishes an article whose time has come.
pub const ARTICLE_PUBLISH: Policy = policy("article:publish", Queue::Default, 3, 5, 3_600, 20);

/// Drops what caches hold of something that changed. Tried for a day: then what it would drop has expired.
pub const CACHE_INVALIDATE: Policy = policy("cache:invalidate", Queue::Priority, 3_000, 1, 30, 5);

/// Adds waiting increments to the counters they belong to.
pub const COUNTERS_FLUSH: Policy = policy("counters:flush", Queue::Bulk, 5, 10, 3_600, 20);

/// Sends one mail.
pub const EMAIL_SEND: Policy = policy("email:send", Queue::Email, 5, 60, 3_600, 15);

/// Closes a job whose time is over.
pub const JOBS_EXPIRE: Policy = policy("jobs:expire", Queue::Default, 3, 5, 3_600, 20);

/// Ends a suspension.
pub const SUSPENSION_LIFT: Policy = policy("suspension:lift", Queue::Default, 3, 5, 3_600, 20);

/// Every policy.
pub const ALL: &[Policy] =
    &[ARTICLE_PUBLISH, CACHE_INVALIDATE, COUNTERS_FLUSH, EMAIL_SEND, JOBS_EXPIRE, SUSPENSION_LIFT];

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
    fn an_invalidation_is_tried_for_a_day() {
        let tried: Duration =
            (1..CACHE_INVALIDATE.attempts).map(|failed| CACHE_INVALIDATE.backoff.wait(failed, 1.0)).sum();
        assert!(tried > Duration::from_secs(18 * 3_600), "{tried:?}");
    }
}
