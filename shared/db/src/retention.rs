//! Dropping what isn't kept any longer, a batch at a time, so that nobody waits for it.
//!
//! What is kept how long is not known here: that is the table of `neurmatic-tasks`.

use jiff::Timestamp;

use crate::{DbError, Door, Query, args, queries};

queries! { "retention":
    EMAIL_TOKENS = "email_tokens",
    FAILED_TASKS = "failed_tasks",
    IDEMPOTENCY_KEYS = "idempotency_keys",
    SESSIONS = "sessions",
    SPENT_TOKENS = "spent_tokens",
    VIEW_MARKS = "view_marks",
}

/// Rows that end or age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// One-time links, by when they end.
    EmailTokens,
    /// Tasks that were given up, by when.
    FailedTasks,
    /// Answers that are kept for repetitions, by when they end.
    IdempotencyKeys,
    /// Logins, by when they end, and before them the refresh tokens that they spent.
    Sessions,
    /// Viewers of articles, by when they were last counted.
    ViewMarks,
}

/// Drops up to `limit` of the rows that ended, or happened, before a time; as many as that means that there may be more.
///
/// # Errors
/// [`DbError`].
pub async fn drop_batch(tx: &impl Door, rows: Rows, before: Timestamp, limit: i64) -> Result<i64, DbError> {
    if rows == Rows::Sessions {
        let spent = run(tx, &SPENT_TOKENS, before, limit).await?;
        if spent >= limit {
            return Ok(spent);
        }
    }
    run(tx, rows.query(), before, limit).await
}

async fn run(tx: &impl Door, query: &'static Query, before: Timestamp, limit: i64) -> Result<i64, DbError> {
    tx.one(query, args![before => TIMESTAMPTZ, limit => INT8]).await
}

impl Rows {
    fn query(self) -> &'static Query {
        match self {
            Self::EmailTokens => &EMAIL_TOKENS,
            Self::FailedTasks => &FAILED_TASKS,
            Self::IdempotencyKeys => &IDEMPOTENCY_KEYS,
            Self::Sessions => &SESSIONS,
            Self::ViewMarks => &VIEW_MARKS,
        }
    }
}
