//! The table of retention: what is kept how long, and how it goes.
//!
//! What is not in it stays: articles, topics, jobs and accounts go when somebody deletes them, the trail of administrators
//! (`audit_log`) never.

use jiff::{SignedDuration, Timestamp};
use neurmatic_db::retention::Rows;

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The table that it is about.
    pub what: &'static str,
    /// Days that it is kept; 0 is until it ends.
    pub keep_days: i32,
    /// How what is older goes.
    pub how: How,
}

/// How something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Rows, a batch at a time.
    Batches(Rows),
    /// Files that were to be uploaded and that nobody has found right, a batch at a time; a task deletes their bytes.
    Uploads,
    /// Whole months, once their last day is old enough.
    Months,
}

const fn batches(what: &'static str, keep_days: i32, rows: Rows) -> Rule {
    Rule { what, keep_days, how: How::Batches(rows) }
}

const fn uploads(what: &'static str, keep_days: i32) -> Rule {
    Rule { what, keep_days, how: How::Uploads }
}

const fn months(what: &'static str, keep_days: i32) -> Rule {
    Rule { what, keep_days, how: How::Months }
}

/// What `cleanup:sessions` drops: a login that ended, its spent tokens and a mailed link are of no use to anybody.
pub const SESSIONS: &[Rule] =
    &[batches("sessions", 0, Rows::Sessions), batches("email_tokens", 0, Rows::EmailTokens)];

/// What `cleanup:old-data` drops.
pub const OLD_DATA: &[Rule] = &[
    // Since they were over.
    batches("alerts", 90, Rows::Alerts),
    months("analytics_events", 365),
    // A view counts again after a day.
    batches("article_view_marks", 1, Rows::ViewMarks),
    months("article_views", 180),
    // Shown for a day, and put back into the outbox for two weeks: as long as a queue can hold a message.
    batches("failed_tasks", 14, Rows::FailedTasks),
    batches("idempotency_keys", 0, Rows::IdempotencyKeys),
    // Longer than a message can come back.
    months("inbox", 30),
    // Jobs of the last week are news.
    batches("job_alert_jobs", 30, Rows::JobAlertJobs),
    // Longer than the provider tells a thing again.
    batches("mail_events", 30, Rows::MailEvents),
    // A task looks for an upload for a quarter of an hour: what is pending still was given up by it.
    uploads("media_files", 1),
    // Since they were read, or made where they were mailed only; what is unread stays.
    batches("notifications", 90, Rows::ReadNotifications),
    batches("purges", 7, Rows::PurgeReceipts),
    // The insight into the database compares with the last week, and shows a month.
    batches("repeated_queries", 30, Rows::RepeatedQueries),
    // Four times the longest window of a burn rate.
    batches("request_minutes", 1, Rows::RequestMinutes),
    batches("statement_samples", 30, Rows::StatementSamples),
    batches("table_samples", 30, Rows::TableSamples),
    // Whoever follows again within a day is no news.
    batches("told_followers", 1, Rows::ToldFollowers),
];

impl Rule {
    /// Before which time things go.
    #[must_use]
    pub fn before(&self, now: Timestamp) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * i64::from(self.keep_days));
        now.checked_sub(kept).unwrap_or(Timestamp::MIN)
    }
}

/// The line of a table.
#[must_use]
pub fn rule(rules: &[Rule], what: &str) -> Option<Rule> {
    rules.iter().find(|rule| rule.what == what).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_one_line_and_months_are_kept_for_thirty_days_at_least() {
        let all = [SESSIONS, OLD_DATA].concat();
        for rule in &all {
            assert_eq!(all.iter().filter(|other| other.what == rule.what).count(), 1, "{rule:?}");
            // The database refuses less.
            assert!(rule.how != How::Months || rule.keep_days >= 30, "{rule:?}");
        }
    }

    #[test]
    fn what_is_kept_for_no_day_goes_when_it_has_ended() {
        let now: Timestamp = "2026-03-02T03:00:00Z".parse().unwrap();
        assert_eq!(rule(OLD_DATA, "idempotency_keys").unwrap().before(now), now);
        assert_eq!(
            rule(OLD_DATA, "article_view_marks").unwrap().before(now).to_string(),
            "2026-03-01T03:00:00Z"
        );
        assert_eq!(rule(OLD_DATA, "sessions"), None);
    }
}
