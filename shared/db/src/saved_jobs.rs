//! Jobs that users have saved.

use jiff::Timestamp;
use neurmatic_core::ids::{CompanyId, JobId, UserId};
use neurmatic_core::words::{JobStatus, WorkLocation};

use crate::{DbError, Door, args, queries, rows};

pub use crate::articles::Window;

queries! { "saved_jobs":
    DELETE = "delete",
    LIST = "list",
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

    /// A saved job in the list of a user's.
    pub struct ListedRow {
        /// The job.
        pub id: JobId,
        /// When it was saved, in microseconds since 1970.
        pub key: i64,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// The company.
        pub company_id: CompanyId,
        /// The company's slug.
        pub company_slug: String,
        /// The company's name.
        pub company_name: String,
        /// The company's logo.
        pub company_logo_url: Option<String>,
        /// Whether one can apply.
        pub status: JobStatus,
        /// The place.
        pub location: String,
        /// Where it is done.
        pub work_location: WorkLocation,
        /// When it ends.
        pub expires_at: Option<Timestamp>,
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

/// A page of a user's saved jobs, the last saved first.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door, user: UserId, window: Window) -> Result<Vec<ListedRow>, DbError> {
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(
        LIST.when(&[("after", window.after.is_some())]),
        args![
            window.limit => INT8, window.offset => INT8, user => UUID, time => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}
