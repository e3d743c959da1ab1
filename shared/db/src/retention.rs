//! Dropping what isn't kept any longer, a batch at a time, so that nobody waits for it.
//!
//! What is kept how long is not known here: that is the table of `neurmatic-tasks`.

use jiff::Timestamp;

use crate::{DbError, Door, Query, args, purges, queries};

queries! { "retention":
    ALERTS = "alerts",
    EMAIL_TOKENS = "email_tokens",
    FAILED_TASKS = "failed_tasks",
    IDEMPOTENCY_KEYS = "idempotency_keys",
    JOB_ALERT_JOBS = "job_alert_jobs",
    MAIL_EVENTS = "mail_events",
    PENDING_MEDIA = "pending_media",
    READ_NOTIFICATIONS = "read_notifications",
    REPEATED_QUERIES = "repeated_queries",
    REQUEST_MINUTES = "request_minutes",
    SESSIONS = "sessions",
    SPENT_TOKENS = "spent_tokens",
    STATEMENT_SAMPLES = "statement_samples",
    TABLE_SAMPLES = "table_samples",
    TOLD_FOLLOWERS = "told_followers",
    VIEW_MARKS = "view_marks",
}

/// Rows that end or age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Alerts of the platform, by when they were over.
    Alerts,
    /// One-time links, by when they end.
    EmailTokens,
    /// Tasks that were given up, by when.
    FailedTasks,
    /// Answers that are kept for repetitions, by when they end.
    IdempotencyKeys,
    /// Jobs that users were mailed of, by when.
    JobAlertJobs,
    /// What the mail provider told, by when.
    MailEvents,
    /// Receipts of purges, by when these were settled.
    PurgeReceipts,
    /// Notifications that were read, by when.
    ReadNotifications,
    /// Operations that sent statements again and again, by when.
    RepeatedQueries,
    /// All requests of a minute, by when that was.
    RequestMinutes,
    /// Logins, by when they end, and before them the refresh tokens that they spent.
    Sessions,
    /// What statements had cost, by when the sample was taken.
    StatementSamples,
    /// How often tables had been scanned, by when the sample was taken.
    TableSamples,
    /// Followers whom users were told of, by when.
    ToldFollowers,
    /// Viewers of articles, by when they were last counted.
    ViewMarks,
}

/// Drops up to `limit` of the rows that ended, or happened, before a time; as many as that means that there may be more.
///
/// # Errors
/// [`DbError`].
pub async fn drop_batch(tx: &impl Door, rows: Rows, before: Timestamp, limit: i64) -> Result<i64, DbError> {
    match rows {
        Rows::Alerts => run(tx, &ALERTS, before, limit).await,
        Rows::EmailTokens => run(tx, &EMAIL_TOKENS, before, limit).await,
        Rows::FailedTasks => run(tx, &FAILED_TASKS, before, limit).await,
        Rows::IdempotencyKeys => run(tx, &IDEMPOTENCY_KEYS, before, limit).await,
        Rows::JobAlertJobs => run(tx, &JOB_ALERT_JOBS, before, limit).await,
        Rows::MailEvents => run(tx, &MAIL_EVENTS, before, limit).await,
        Rows::PurgeReceipts => purges::forget(tx, before, limit).await,
        Rows::ReadNotifications => run(tx, &READ_NOTIFICATIONS, before, limit).await,
        Rows::RepeatedQueries => run(tx, &REPEATED_QUERIES, before, limit).await,
        Rows::RequestMinutes => run(tx, &REQUEST_MINUTES, before, limit).await,
        Rows::Sessions => {
            let spent = run(tx, &SPENT_TOKENS, before, limit).await?;
            if spent < limit { run(tx, &SESSIONS, before, limit).await } else { Ok(spent) }
        }
        Rows::StatementSamples => run(tx, &STATEMENT_SAMPLES, before, limit).await,
        Rows::TableSamples => run(tx, &TABLE_SAMPLES, before, limit).await,
        Rows::ToldFollowers => run(tx, &TOLD_FOLLOWERS, before, limit).await,
        Rows::ViewMarks => run(tx, &VIEW_MARKS, before, limit).await,
    }
}

/// Drops up to `limit` of the files that were to be uploaded before a time, and returns their names in the bucket; as many as
/// that means that there may be more. Deleting their bytes is the caller's.
///
/// # Errors
/// [`DbError`].
pub async fn drop_pending_media(
    tx: &impl Door,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    tx.rows(&PENDING_MEDIA, args![before => TIMESTAMPTZ, limit => INT8]).await
}

async fn run(tx: &impl Door, query: &'static Query, before: Timestamp, limit: i64) -> Result<i64, DbError> {
    tx.one(query, args![before => TIMESTAMPTZ, limit => INT8]).await
}
