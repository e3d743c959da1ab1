//! Tasks that wait to be done (`outbox`), that were done (`inbox`), and that were given up (`failed_tasks`).
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
    DELETE = "delete",
    GIVE_UP = "give_up",
    PUT = "put",
    PUT_BACK = "put_back",
    TAKE = "take",
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
}

rows! {
    /// A task that was claimed.
    pub struct ClaimedRow {
        /// The message.
        pub id: MessageId,
        /// The task's name.
        pub task: String,
        /// The version of its payload.
        pub version: i16,
        /// What it works on.
        pub payload: serde_json::Value,
        /// Attempts that have failed.
        pub attempts: i32,
        /// The request that caused it.
        pub request_id: Option<String>,
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
                task.unique_key => TEXT, task.run_at => TIMESTAMPTZ, task.request_id => TEXT,
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
    queues: &[&str],
    limit: usize,
    lease: Duration,
) -> Result<Vec<ClaimedRow>, DbError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let lease_secs = lease.as_secs_f64();
    db.rows(&CLAIM_DUE, args![queues => TEXT_ARRAY, limit => INT8, lease_secs => FLOAT8]).await
}

/// Marks a message as done and deletes its row, in the transaction of its effect. `false`: it was done before, and must
/// not be done again.
///
/// # Errors
/// [`DbError`].
pub async fn take(
    tx: &impl Door,
    producer: &str,
    message: MessageId,
    task: &str,
    attempts: i32,
) -> Result<bool, DbError> {
    let first: Option<bool> =
        tx.maybe(&TAKE, args![producer => TEXT, message => UUID, task => TEXT, attempts => INT4]).await?;
    Ok(first.is_some())
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

/// Records the last failed attempt: the task moves to `failed_tasks`.
///
/// # Errors
/// [`DbError`].
pub async fn give_up(db: &impl Door, producer: &str, message: MessageId, error: &str) -> Result<(), DbError> {
    let error = shortened(error);
    db.run(&GIVE_UP, args![message => UUID, producer => TEXT, error => TEXT]).await
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
