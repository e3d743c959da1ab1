//! Applications to jobs. Who may see one is the callers' business.

use jiff::Timestamp;
use neurmatic_core::ids::{ApplicationId, CompanyId, JobId, UserId};
use neurmatic_core::words::{ApplicationStatus, JobStatus};
use postgres_types::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

pub use crate::articles::{COUNT_MAX, Window};

queries! { "applications":
    GET = "get",
    INSERT = "insert",
    JOB_OWNER = "job_owner",
    LIST = "list",
    LOCK = "lock",
    LOCK_JOB = "lock_job",
    OF_USER = "of_user",
    RECORD = "record",
    SET_STATUS = "set_status",
}

/// A question as it was asked, and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScreeningAnswer {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// A step in an application's history.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    /// The state before; none when it was sent.
    pub from: Option<ApplicationStatus>,
    /// The state after.
    pub to: ApplicationStatus,
    /// What was said to it.
    pub notes: Option<String>,
    /// When.
    pub at: Timestamp,
}

rows! {
    /// A job that somebody applies to.
    pub struct OpenJobRow {
        /// Its state as it is stored.
        pub status: JobStatus,
        /// Whether its time is over.
        pub is_expired: bool,
        /// What applicants are asked.
        pub screening_questions: Vec<String>,
        /// The company's owner.
        pub owner_user_id: Option<UserId>,
    }

    /// Whose a job is.
    pub struct JobOwnerRow {
        /// The company's owner.
        pub owner_user_id: Option<UserId>,
        /// The job's state.
        pub status: JobStatus,
        /// How many applied.
        pub application_count: i32,
    }

    /// What a list shows of an application.
    pub struct CardRow {
        /// Its id.
        pub id: ApplicationId,
        /// Microseconds since 1970.
        pub key: i64,
        /// Who applied.
        pub user_id: UserId,
        /// The applicant's name in addresses.
        pub username: String,
        /// The applicant's name as shown.
        pub display_name: Option<String>,
        /// What the applicant is.
        pub headline: Option<String>,
        /// The applicant's picture.
        pub avatar_url: Option<String>,
        /// Where the applicant found the job.
        pub source: Option<String>,
        /// How far it has come.
        pub status: ApplicationStatus,
        /// When it was sent.
        pub applied_at: Timestamp,
        /// When the company first moved it.
        pub reviewed_at: Option<Timestamp>,
        /// When it was last moved.
        pub updated_at: Timestamp,
    }

    /// An application whole.
    pub struct ApplicationRow {
        /// Its id.
        pub id: ApplicationId,
        /// The job.
        pub job_id: JobId,
        /// The job's slug.
        pub job_slug: String,
        /// The job's title.
        pub job_title: String,
        /// The company.
        pub company_id: CompanyId,
        /// The company's slug.
        pub company_slug: String,
        /// The company's name.
        pub company_name: String,
        /// The company's owner.
        pub owner_user_id: Option<UserId>,
        /// Who applied.
        pub user_id: UserId,
        /// The applicant's name in addresses.
        pub username: String,
        /// The applicant's name as shown.
        pub display_name: Option<String>,
        /// What the applicant is.
        pub headline: Option<String>,
        /// The applicant's picture.
        pub avatar_url: Option<String>,
        /// What the applicant wrote.
        pub cover_letter: Option<String>,
        /// Where the résumé lies.
        pub resume_url: Option<String>,
        /// What was asked and answered.
        pub screening_answers: Json<Vec<ScreeningAnswer>>,
        /// Where the applicant found the job.
        pub source: Option<String>,
        /// How far it has come.
        pub status: ApplicationStatus,
        /// When it was sent.
        pub applied_at: Timestamp,
        /// When the company first moved it.
        pub reviewed_at: Option<Timestamp>,
        /// When it was last moved.
        pub updated_at: Timestamp,
        /// How it came to its state, the first step first.
        pub history: Json<Vec<Step>>,
    }

    /// An application in the list of its applicant's.
    pub struct OwnRow {
        /// Its id.
        pub id: ApplicationId,
        /// When it was sent, in microseconds since 1970.
        pub key: i64,
        /// The job.
        pub job_id: JobId,
        /// The job's slug.
        pub job_slug: String,
        /// The job's title.
        pub job_title: String,
        /// The company.
        pub company_id: CompanyId,
        /// The company's slug.
        pub company_slug: String,
        /// The company's name.
        pub company_name: String,
        /// The company's logo.
        pub company_logo_url: Option<String>,
        /// How far it has come.
        pub status: ApplicationStatus,
        /// When it was sent.
        pub applied_at: Timestamp,
        /// When the company first moved it.
        pub reviewed_at: Option<Timestamp>,
        /// When it was last moved.
        pub updated_at: Timestamp,
    }

    /// Whose an application is and how it stands.
    pub struct LockedRow {
        /// Its id.
        pub id: ApplicationId,
        /// Who applied.
        pub user_id: UserId,
        /// The company's owner.
        pub owner_user_id: Option<UserId>,
        /// How far it has come.
        pub status: ApplicationStatus,
    }
}

/// A new application.
#[derive(Clone, Debug)]
pub struct NewApplication<'a> {
    /// Its id.
    pub id: ApplicationId,
    /// The job.
    pub job: JobId,
    /// Who applies.
    pub user: UserId,
    /// What the applicant writes.
    pub cover_letter: Option<&'a str>,
    /// Where the résumé lies.
    pub resume_url: Option<&'a str>,
    /// What was asked and answered.
    pub answers: Vec<ScreeningAnswer>,
    /// Where the applicant found the job.
    pub source: Option<&'a str>,
}

/// Locks a job that somebody applies to, until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock_job(tx: &impl Door, job: JobId) -> Result<Option<OpenJobRow>, DbError> {
    tx.maybe(&LOCK_JOB, args![job => UUID]).await
}

/// Adds an application and the first step of its history. The job is locked.
///
/// # Errors
/// [`DbError::Taken`] when the user has applied before.
pub async fn insert(tx: &impl Door, new: NewApplication<'_>) -> Result<(), DbError> {
    let answers = Json(new.answers);
    tx.run(&INSERT, args![
        new.id => UUID, new.job => UUID, new.user => UUID, new.cover_letter => TEXT, new.resume_url => TEXT,
        answers => JSONB, new.source => TEXT,
    ])
    .await?;
    record(tx, new.id, None, ApplicationStatus::Submitted, new.user, None).await
}

/// Moves an application that is locked, and notes the step.
///
/// # Errors
/// [`DbError`].
pub async fn set_status(
    tx: &impl Door,
    before: &LockedRow,
    status: ApplicationStatus,
    by: UserId,
    notes: Option<&str>,
) -> Result<(), DbError> {
    tx.run(&SET_STATUS, args![before.id => UUID, status => TEXT]).await?;
    record(tx, before.id, Some(before.status), status, by, notes).await
}

async fn record(
    tx: &impl Door,
    application: ApplicationId,
    from: Option<ApplicationStatus>,
    to: ApplicationStatus,
    by: UserId,
    notes: Option<&str>,
) -> Result<(), DbError> {
    let id = Uuid::now_v7();
    tx.run(
        &RECORD,
        args![
            id => UUID, application => UUID, from => TEXT, to => TEXT, by => UUID, notes => TEXT,
        ],
    )
    .await
}

/// Locks an application until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: ApplicationId) -> Result<Option<LockedRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// An application.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, id: ApplicationId) -> Result<Option<ApplicationRow>, DbError> {
    db.maybe(&GET, args![id => UUID]).await
}

/// Whose a job is.
///
/// # Errors
/// [`DbError`].
pub async fn job_owner(db: &impl Door, job: JobId) -> Result<Option<JobOwnerRow>, DbError> {
    db.maybe(&JOB_OWNER, args![job => UUID]).await
}

/// A page of a job's applications, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    job: JobId,
    status: Option<ApplicationStatus>,
    window: Window,
) -> Result<Vec<CardRow>, DbError> {
    let flags = [("count", false), ("status", status.is_some()), ("after", window.after.is_some())];
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(LIST.when(&flags), args![
        window.limit => INT8, window.offset => INT8, job => UUID, status => TEXT, time => TIMESTAMPTZ, id => UUID,
    ])
    .await
}

/// How many applications of a job are in a state, at most [`COUNT_MAX`] + 1.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, job: JobId, status: ApplicationStatus) -> Result<i64, DbError> {
    let flags = [("count", true), ("status", true), ("after", false)];
    let (limit, offset, id) = (COUNT_MAX + 1, 0_i64, Uuid::nil());
    db.one(LIST.when(&flags), args![
        limit => INT8, offset => INT8, job => UUID, status => TEXT, Timestamp::UNIX_EPOCH => TIMESTAMPTZ, id => UUID,
    ])
    .await
}

/// A page of a user's own applications, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn of_user(
    db: &impl Door,
    user: UserId,
    status: Option<ApplicationStatus>,
    window: Window,
) -> Result<Vec<OwnRow>, DbError> {
    let flags = [("status", status.is_some()), ("after", window.after.is_some())];
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(OF_USER.when(&flags), args![
        window.limit => INT8, window.offset => INT8, user => UUID, status => TEXT, time => TIMESTAMPTZ, id => UUID,
    ])
    .await
}
