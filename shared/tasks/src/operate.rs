//! The handles on the queues, for who operates them: each deed and its entry in the trail are one transaction. The routes of
//! `/performance` and `cargo dev tasks` both are this. Deliberately not in here: who may.

use neurmatic_core::ids::{MessageId, UserId};
use neurmatic_db::audit::{self, Deed};
use neurmatic_db::queues::{self, CancelledRow, Failed, QueueRow};
use neurmatic_db::{Db, DbError, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cause::request_id;
use crate::policy::Queue;

/// Rows of a queue that are looked at: what is more is told as so many.
pub const LOOKED_AT_MAX: i64 = 10_000;

/// Tasks that one call redrives or purges at most.
pub const BATCH_MAX: i64 = 1_000;

/// What the trail says of deeds that no account did.
const BY_COMMAND_LINE: &str = "operator by command line";

/// Who operates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// An administrator, by the interface.
    Admin(UserId),
    /// Whoever holds the database's password.
    CommandLine,
}

/// What each queue holds.
///
/// # Errors
/// [`DbError`].
pub async fn overview(db: &Db) -> Result<Vec<QueueRow>, DbError> {
    queues::overview(db, LOOKED_AT_MAX).await
}

/// Nothing of the queue is begun any more, or it goes on. What waits stays.
///
/// # Errors
/// [`DbError`].
pub async fn set_paused(db: &Db, by: Operator, queue: Queue, is_paused: bool) -> Result<(), DbError> {
    let tx = db.begin().await?;
    queues::set_paused(&tx, queue.as_str(), is_paused).await?;
    let action = if is_paused { "queue.pause" } else { "queue.resume" };
    note(&tx, by, action, Uuid::nil(), &json!({ "queue": queue.as_str() })).await?;
    tx.commit().await
}

/// Has up to `limit` (1,000 at most) of the queue's failed tasks done again, with all their attempts. Says how many.
///
/// # Errors
/// [`DbError`].
pub async fn redrive(
    db: &Db,
    by: Operator,
    queue: Queue,
    failed: &Failed<'_>,
    limit: i64,
) -> Result<i64, DbError> {
    let Failed { task, error, since, until } = *failed;
    let tx = db.begin().await?;
    let tasks = queues::redrive(&tx, queue.as_str(), failed, limit.min(BATCH_MAX)).await?;
    let changes = json!({
        "queue": queue.as_str(), "task": task, "error": error,
        "since": since, "until": until, "tasks": tasks,
    });
    note(&tx, by, "queue.redrive", Uuid::nil(), &changes).await?;
    tx.commit().await?;
    Ok(tasks)
}

/// Forgets up to 1,000 of the queue's tasks that wait. Says how many.
///
/// # Errors
/// [`DbError`].
pub async fn purge(db: &Db, by: Operator, queue: Queue) -> Result<i64, DbError> {
    let tx = db.begin().await?;
    let tasks = queues::purge(&tx, queue.as_str(), BATCH_MAX).await?;
    note(&tx, by, "queue.purge", Uuid::nil(), &json!({ "queue": queue.as_str(), "tasks": tasks })).await?;
    tx.commit().await?;
    Ok(tasks)
}

/// Forgets one task that waits; `None` when none of this id does.
///
/// # Errors
/// [`DbError`].
pub async fn cancel(db: &Db, by: Operator, message: MessageId) -> Result<Option<CancelledRow>, DbError> {
    let tx = db.begin().await?;
    let Some(task) = queues::cancel(&tx, message).await? else { return Ok(None) };
    note(&tx, by, "task.cancel", message.0, &json!({ "queue": task.queue, "task": task.task })).await?;
    tx.commit().await?;
    Ok(Some(task))
}

/// A queue has a name and no id: that is among the changes.
async fn note(tx: &Tx, by: Operator, action: &str, target: Uuid, changes: &Value) -> Result<(), DbError> {
    let (actor, reason) = match by {
        Operator::Admin(user) => (Some(user), None),
        Operator::CommandLine => (None, Some(BY_COMMAND_LINE)),
    };
    let (target, request_id) = (target.to_string(), request_id());
    let target_type = action.split('.').next().unwrap_or(action);
    let request_id = request_id.as_deref();
    audit::record_deed(tx, Deed { actor, action, target_type, target: &target, changes, reason, request_id })
        .await
}
