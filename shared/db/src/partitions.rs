//! Tables that are partitioned by month: the functions of the schema that make and drop their months.
//!
//! The application has no right to define tables. The functions have, and give up when a lock isn't to be had at once.

use crate::{DbError, Door, args, queries};

queries! { "partitions":
    DEFAULT_IS_USED = "default_is_used",
    DROP = "drop",
    ENSURE = "ensure",
    PARENTS = "parents",
}

/// The tables that are partitioned by time, in order.
///
/// # Errors
/// [`DbError`].
pub async fn parents(db: &impl Door) -> Result<Vec<String>, DbError> {
    db.rows(&PARENTS, args![]).await
}

/// Makes a table's missing partitions of this month and of so many more, and says how many it made.
///
/// # Errors
/// [`DbError`], also when the table is busy.
pub async fn ensure_months(tx: &impl Door, table: &str, ahead: i32) -> Result<i32, DbError> {
    tx.one(&ENSURE, args![table => TEXT, ahead => INT4]).await
}

/// Drops a table's months that ended at least so many days ago (30 at least), and says how many they were.
///
/// # Errors
/// [`DbError`], also when the table is busy.
pub async fn drop_months(tx: &impl Door, table: &str, keep_days: i32) -> Result<i32, DbError> {
    tx.one(&DROP, args![table => TEXT, keep_days => INT4]).await
}

/// Whether a table's default partition holds rows; makes it if there is none.
///
/// # Errors
/// [`DbError`], also when the table is busy.
pub async fn default_is_used(tx: &impl Door, table: &str) -> Result<bool, DbError> {
    tx.one(&DEFAULT_IS_USED, args![table => TEXT]).await
}
