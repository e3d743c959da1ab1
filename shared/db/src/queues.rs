//! How the queues of background tasks are doing.

use crate::{DbError, Door, args, queries};

queries! { "queues":
    IS_PAUSED = "is_paused",
    OVERDUE = "overdue",
}

/// For how many seconds the most overdue task has been waiting; 0 when none is due.
///
/// # Errors
/// [`DbError`].
pub async fn overdue_secs(db: &impl Door) -> Result<i64, DbError> {
    db.one(&OVERDUE, args![]).await
}

/// Whether nothing of a queue is to be begun.
///
/// # Errors
/// [`DbError`].
pub async fn is_paused(db: &impl Door, queue: &str) -> Result<bool, DbError> {
    db.one(&IS_PAUSED, args![queue => TEXT]).await
}
