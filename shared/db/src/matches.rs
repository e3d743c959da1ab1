//! Jobs that suit a user, with the parts of their scores; and users whom a job suits.

use neurmatic_core::ids::{JobId, UserId};
use uuid::Uuid;

use crate::{DbError, Door, Statement, args, queries, rows};

pub use crate::articles::Window;

queries! { "matches":
    FIND = "find",
    JOB = "job",
    LOOKING = "looking",
    NOTE = "note",
    OF_JOB = "of_job",
}

rows! {
    /// How well a job suits a user. Parts are 0 to 100; 50 is for what isn't known.
    pub struct MatchRow {
        /// The job.
        pub id: JobId,
        /// The score in hundredths, 0 to 10,000.
        pub key: i64,
        /// How many jobs the whole list has.
        pub total: i64,
        /// How far the user's skills go.
        pub skills: f64,
        /// How much of models, frameworks and languages is shared.
        pub stack: f64,
        /// How well the years of experience fit.
        pub experience: f64,
        /// How well the place fits.
        pub location: f64,
        /// How well the salary fits.
        pub salary: f64,
        /// How much of what makes a company pleasant is offered.
        pub culture: f64,
        /// Asked skills that the user has.
        pub shared_skills: Vec<String>,
        /// Needed skills that the user lacks.
        pub missing_skills: Vec<String>,
        /// Named models that the user knows.
        pub shared_models: Vec<String>,
    }

    /// What is told of an open job, and whose it is.
    pub struct OpenJobRow {
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// The place.
        pub location: String,
        /// The company's name.
        pub company_name: String,
        /// The company's owner.
        pub owner_user_id: Option<UserId>,
    }

    /// How well an open job suits a user.
    pub struct SuitedRow {
        /// The user.
        pub user_id: UserId,
        /// The score in hundredths, 0 to 10,000: that of [`MatchRow`].
        pub key: i64,
    }
}

/// The statement of the matches, for whoever runs, explains or measures it.
#[must_use]
pub fn find_statement(after: bool) -> Statement {
    FIND.when(&[("after", after)])
}

/// A page of the jobs that suit a user, best first, from a score in hundredths on.
///
/// # Errors
/// [`DbError`].
pub async fn find(
    db: &impl Door,
    user: UserId,
    score_min: i64,
    window: Window,
) -> Result<Vec<MatchRow>, DbError> {
    let (key, id) = window.after.unwrap_or_default();
    db.rows(find_statement(window.after.is_some()), args![
        user => UUID, window.limit => INT8, window.offset => INT8, score_min => INT8, key => INT8, id => UUID,
    ])
    .await
}

/// A job, if it is open.
///
/// # Errors
/// [`DbError`].
pub async fn job(db: &impl Door, id: JobId) -> Result<Option<OpenJobRow>, DbError> {
    db.maybe(&JOB, args![id => UUID]).await
}

/// Users who look for a job, at most `limit` after one, in the order of their ids.
///
/// # Errors
/// [`DbError`].
pub async fn looking(db: &impl Door, after: Option<UserId>, limit: i64) -> Result<Vec<UserId>, DbError> {
    let after = after.map_or(Uuid::nil(), |user| user.0);
    let ids: Vec<Uuid> = db.rows(&LOOKING, args![after => UUID, limit => INT8]).await?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Which of these users an open job suits from a score in hundredths on, in the order of their ids. Whoever owns it or
/// has applied to it isn't among them.
///
/// # Errors
/// [`DbError`].
pub async fn of_job(
    db: &impl Door,
    job: JobId,
    users: &[UserId],
    score_min: i64,
) -> Result<Vec<SuitedRow>, DbError> {
    db.rows(&OF_JOB, args![job => UUID, users => UUID_ARRAY, score_min => INT8]).await
}

/// Notes that these users, whom a job suits, are told of it. Returns those who are: they want a job of its type, and
/// weren't returned before.
///
/// # Errors
/// [`DbError`].
pub async fn note(tx: &impl Door, job: JobId, users: &[UserId]) -> Result<Vec<UserId>, DbError> {
    let ids: Vec<Uuid> = tx.rows(&NOTE, args![job => UUID, users => UUID_ARRAY]).await?;
    Ok(ids.into_iter().map(UserId).collect())
}
