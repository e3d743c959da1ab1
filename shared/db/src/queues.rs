//! How the queues of background tasks are doing.

use crate::{DbError, Door, args, queries};

queries! { "queues":
    OVERDUE = "overdue",
}

/// For how many seconds the most overdue task has been waiting; 0 when none is due.
///
/// # Errors
/// [`DbError`].
pub async fn overdue_secs(db: &impl Door) -> Result<i64, DbError> {
    db.one(&OVERDUE, args![]).await
}
