//! Messages that were received: done (`inbox`), given up or refused (`failed_tasks`).

use std::time::Duration;

use neurmatic_core::ids::MessageId;
use postgres_types::Json;
use serde_json::Value;
use uuid::Uuid;

use crate::outbox::{ClaimedRow, shortened};
use crate::{DbError, Door, args, queries};

queries! { "inbox":
    FAIL = "fail",
    GIVE_UP = "give_up",
    IS_GIVEN_UP = "is_given_up",
    REJECT = "reject",
    TAKE = "take",
}

/// A message that is not to be attempted.
#[derive(Clone, Copy, Debug)]
pub struct Rejected<'a> {
    /// The id that its queue gave it.
    pub id: Uuid,
    /// Who says to have sent it; 100 characters at most.
    pub producer: &'a str,
    /// The task that it names; 100 characters at most.
    pub task: &'a str,
    /// The queue that it came from.
    pub queue: &'a str,
    /// What it says, as text.
    pub body: &'a str,
    /// Why it is refused.
    pub reason: &'a str,
}

/// Marks a message as done and deletes its row of the outbox, in the transaction of its effect. The attempts that failed;
/// `None` when it was done or given up before, and must not be attempted.
///
/// # Errors
/// [`DbError`].
pub async fn take(tx: &impl Door, row: &ClaimedRow) -> Result<Option<i32>, DbError> {
    tx.maybe(&TAKE, args![row.producer => TEXT, row.id => UUID, row.task => TEXT, row.attempts => INT4]).await
}

/// Counts a failed attempt of a message that a queue delivered and will bring again; with `resend_after` the outbox does.
/// Says whether the outbox holds it.
///
/// # Errors
/// [`DbError`].
pub async fn fail(
    db: &impl Door,
    row: &ClaimedRow,
    error: &str,
    resend_after: Option<Duration>,
) -> Result<bool, DbError> {
    let (error, secs) = (shortened(error), resend_after.map(|wait| wait.as_secs_f64()));
    db.one(
        &FAIL,
        args![row.producer => TEXT, row.id => UUID, row.task => TEXT, error => TEXT, secs => FLOAT8],
    )
    .await
}

/// Records the last failed attempt: the task moves to `failed_tasks`.
///
/// # Errors
/// [`DbError`].
pub async fn give_up(db: &impl Door, row: &ClaimedRow, attempts: i32, error: &str) -> Result<(), DbError> {
    let (error, payload) = (shortened(error), Json(&row.payload));
    db.run(
        &GIVE_UP,
        args![
            row.producer => TEXT, row.id => UUID, row.task => TEXT, row.version => INT2, row.queue => TEXT,
            payload => JSONB, row.tenant => TEXT, attempts => INT4, error => TEXT, row.request_id => TEXT,
            row.trace_id => TEXT,
        ],
    )
    .await
}

/// Whether a message was given up.
///
/// # Errors
/// [`DbError`].
pub async fn is_given_up(db: &impl Door, producer: &str, message: MessageId) -> Result<bool, DbError> {
    db.one(&IS_GIVEN_UP, args![producer => TEXT, message => UUID]).await
}

/// Keeps a message that is not to be attempted; one that was kept before stays as it is.
///
/// # Errors
/// [`DbError`].
pub async fn reject(db: &impl Door, rejected: &Rejected<'_>) -> Result<(), DbError> {
    // As text: it may be anything, and jsonb holds no NUL.
    let body = Json(Value::String(rejected.body.chars().filter(|c| *c != '\0').collect()));
    let reason = shortened(rejected.reason);
    db.run(
        &REJECT,
        args![
            rejected.id => UUID, rejected.producer => TEXT, rejected.task => TEXT, rejected.queue => TEXT,
            body => JSONB, reason => TEXT,
        ],
    )
    .await
}
