//! Jobs that suit a user, with the parts of their scores.

use neurmatic_core::ids::{JobId, UserId};

use crate::{DbError, Door, Statement, args, queries, rows};

pub use crate::articles::Window;

queries! { "matches":
    FIND = "find",
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
