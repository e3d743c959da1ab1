//! Jobs that users have saved.

use jiff::Timestamp;
use neurmatic_core::ids::{JobId, UserId};

use crate::{DbError, Door, args, queries, rows};

queries! { "saved_jobs":
    DELETE = "delete",
    PUT = "put",
}

rows! {
    /// A saved job.
    pub struct SavedJobRow {
        /// The job.
        pub job_id: JobId,
        /// What the user wrote to it.
        pub notes: Option<String>,
        /// When it was saved.
        pub saved_at: Timestamp,
    }
}

/// Saves a job, or changes the note of one that is saved; `None` when there is no such job.
///
/// # Errors
/// [`DbError`].
pub async fn put(
    db: &impl Door,
    user: UserId,
    job: JobId,
    notes: Option<&str>,
) -> Result<Option<SavedJobRow>, DbError> {
    db.maybe(&PUT, args![user => UUID, job => UUID, notes => TEXT]).await
}

/// Forgets a saved job.
///
/// # Errors
/// [`DbError`].
pub async fn delete(db: &impl Door, user: UserId, job: JobId) -> Result<(), DbError> {
    db.run(&DELETE, args![user => UUID, job => UUID]).await
}
