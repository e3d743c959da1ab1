//! Tasks that wait to be done. What was done or given up is in [`crate::inbox`].
//!
//! What a task is, when it is tried again and who runs it is not known here: that is `neurmatic-tasks`.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_core::ids::MessageId;
use postgres_types::Json;
use serde::Serialize;

use crate::{DbError, Door, args, queries, rows};

queries! { "outbox":
    CLAIM_DUE = "claim_due",
    CLAIM_WRITTEN = "claim_written",
    DELETE = "delete",
    HOLD = "hold",
    MARK_SENT = "mark_sent",
    PUT = "put",
    PUT_BACK = "put_back",
    RELEASE = "release",
}

/// The longest error that is kept, in characters.
const ERROR_CHARS_MAX: usize = 2_000;

/// A task that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewTask<'a, P> {
    /// Its name: `email:send`.
    pub task: &'a str,
    /// The version of its payload.
    pub version: i16,
    /// Which queue it waits in.
    pub queue: &'a str,
    /// What it works on; at most 200 KiB of JSON.
    pub payload: &'a P,
    /// At most one task of a name and a key waits.
    pub unique_key: Option<&'a str>,
    /// When it is due; `None` is now.
    pub run_at: Option<Timestamp>,
    /// The request that caused it.
    pub request_id: Option<&'a str>,
    /// Whose task it is: at most 128 characters.
    pub tenant: Option<&'a str>,
}

/// A queue to claim from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClaimedQueue {
    /// Its name.
    pub name: &'static str,
    /// Tasks of it that may begin in a second; `None` is any number.
    pub per_sec: Option<f64>,
}

rows! {
    /// A task that was claimed, or that a queue delivered.
    pub struct ClaimedRow {
        /// The message.
        pub id: MessageId,
        /// In whose name it is.
        pub producer: String,
        /// The task's name.
        pub task: String,
        /// The version of its payload.
        pub version: i16,
        /// Its queue.
        pub queue: String,
        /// What it works on.
        pub payload: serde_json::Value,
        /// Whose task it is.
        pub tenant: Option<String>,
        /// Attempts that have failed.
        pub attempts: i32,
        /// The request that caused it.
        pub request_id: Option<String>,
        /// The trace that it belongs to.
        pub trace_id: Option<String>,
    }
}

/// Puts a task into the outbox, and returns its message: the waiting one's, if one with its unique key is waiting.
///
/// # Errors
/// [`DbError`].
pub async fn put<P: Serialize + Debug + Sync>(
    tx: &impl Door,
    task: &NewTask<'_, P>,
) -> Result<MessageId, DbError> {
    let id = MessageId::new();
    let payload = Json(task.payload);
    let id: uuid::Uuid = tx
        .one(
            &PUT,
            args![
                id => UUID, task.task => TEXT, task.version => INT2, task.queue => TEXT, payload => JSONB,
                task.unique_key => TEXT, task.run_at => TIMESTAMPTZ, task.request_id => TEXT, task.tenant => TEXT,
            ],
        )
        .await?;
    Ok(MessageId(id))
}

/// Claims up to `limit` due tasks for `lease`, those of the first queue first.
///
/// # Errors
/// [`DbError`].
pub async fn claim_due(
    db: &impl Door,
    queues: &[ClaimedQueue],
    limit: usize,
    lease: Duration,
) -> Result<Vec<ClaimedRow>, DbError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let names: Vec<&str> = queues.iter().map(|queue| queue.name).collect();
    let paces: Vec<Option<f64>> = queues.iter().map(|queue| queue.per_sec).collect();
    let lease_secs = lease.as_secs_f64();
    db.rows(
        &CLAIM_DUE,
        args![names => TEXT_ARRAY, paces => FLOAT8_ARRAY, limit => INT8, lease_secs => FLOAT8],
    )
    .await
}

/// Claims those of these tasks that are committed, due and in one of the queues.
///
/// # Errors
/// [`DbError`].
pub async fn claim_written(
    db: &impl Door,
    messages: &[MessageId],
    queues: &[&str],
    lease: Duration,
) -> Result<Vec<ClaimedRow>, DbError> {
    let lease_secs = lease.as_secs_f64();
    db.rows(&CLAIM_WRITTEN, args![messages => UUID_ARRAY, queues => TEXT_ARRAY, lease_secs => FLOAT8]).await
}

/// Notes that tasks were given to their queues, and are to be given again after `again_after`.
///
/// # Errors
/// [`DbError`].
pub async fn mark_sent(db: &impl Door, messages: &[MessageId], again_after: Duration) -> Result<(), DbError> {
    let secs = again_after.as_secs_f64();
    db.run(&MARK_SENT, args![messages => UUID_ARRAY, secs => FLOAT8]).await
}

/// Ends leases, so that the tasks can be claimed at once.
///
/// # Errors
/// [`DbError`].
pub async fn release(db: &impl Door, messages: &[MessageId]) -> Result<(), DbError> {
    db.run(&RELEASE, args![messages => UUID_ARRAY]).await
}

/// Takes a sent task back from its queue. `false`: it isn't ours, or is done.
///
/// # Errors
/// [`DbError`].
pub async fn hold(db: &impl Door, producer: &str, message: MessageId) -> Result<bool, DbError> {
    let held: Option<bool> = db.maybe(&HOLD, args![producer => TEXT, message => UUID]).await?;
    Ok(held.is_some())
}

/// Deletes a task that is no longer needed; one that is gone already is no error.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, message: MessageId) -> Result<(), DbError> {
    db.run(&DELETE, args![message => UUID]).await
}

/// Records a failed attempt; the next one is due after `wait`.
///
/// # Errors
/// [`DbError`].
pub async fn put_back(
    db: &impl Door,
    message: MessageId,
    wait: Duration,
    error: &str,
) -> Result<(), DbError> {
    let (wait_secs, error) = (wait.as_secs_f64(), shortened(error));
    db.run(&PUT_BACK, args![message => UUID, wait_secs => FLOAT8, error => TEXT]).await
}

/// An error as it can be kept: Postgres' text holds no NUL.
pub(crate) fn shortened(error: &str) -> String {
    error.chars().filter(|c| *c != '\0').take(ERROR_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_kept_as_postgres_can_hold_it() {
        assert_eq!(shortened("a\0b"), "ab");
        assert_eq!(shortened(&"é".repeat(3_000)).chars().count(), ERROR_CHARS_MAX);
    }
}
