//! Writing jobs. The callers hold the job's lock within a transaction.

use jiff::Timestamp;
use neurmatic_core::ids::{CompanyId, JobId, ModelId, UserId};
use neurmatic_core::words::{ExperienceLevel, JobStatus, JobType, ModelStrategy, WorkLocation};

use crate::jobs::Skill;
use crate::{DbError, Door, args, queries, rows};

queries! { "job_editing":
    ADD_MODELS = "add_models",
    ADD_SKILLS = "add_skills",
    CLEAR_MODELS = "clear_models",
    CLEAR_SKILLS = "clear_skills",
    CLOSE = "close",
    DELETE = "delete",
    FIELDS = "fields",
    INSERT = "insert",
    LOCK = "lock",
    UPDATE = "update",
}

rows! {
    /// Whose a job is and how it stands.
    pub struct LockedRow {
        /// Its id.
        pub id: JobId,
        /// Its slug.
        pub slug: String,
        /// The company.
        pub company_id: CompanyId,
        /// The company's owner.
        pub owner_user_id: Option<UserId>,
        /// Whether the company was checked.
        pub is_verified: bool,
        /// Its state as it is stored: active even when it has expired.
        pub status: JobStatus,
        /// Grows with every edit.
        pub revision: i64,
    }

    /// What an owner writes of a job.
    pub struct FieldsRow {
        /// Its title.
        pub title: String,
        /// What it is.
        pub description: String,
        /// What it asks for.
        pub requirements: String,
        /// What is to be done.
        pub responsibilities: Option<String>,
        /// What is offered.
        pub benefits: Option<String>,
        /// How one is employed.
        pub job_type: JobType,
        /// Where it is done.
        pub work_location: WorkLocation,
        /// How experienced somebody should be.
        pub experience_level: ExperienceLevel,
        /// The place.
        pub location: String,
        /// The least that is paid a year.
        pub salary_min: Option<i32>,
        /// The most that is paid a year.
        pub salary_max: Option<i32>,
        /// The currency of both.
        pub salary_currency: Option<String>,
        /// Whether everybody may see the salary.
        pub salary_is_public: bool,
        /// How many are wanted.
        pub positions_available: i32,
        /// Where else one can apply.
        pub apply_url: Option<String>,
        /// Whether a visa is sponsored.
        pub has_visa_sponsorship: bool,
        /// Frameworks.
        pub frameworks: Vec<String>,
        /// Vector databases.
        pub vector_databases: Vec<String>,
        /// Infrastructure.
        pub infrastructure: Vec<String>,
        /// Programming languages.
        pub programming_languages: Vec<String>,
        /// What the models are used for.
        pub use_case_type: Option<String>,
        /// Which models it works with.
        pub model_strategy: Option<ModelStrategy>,
        /// What applicants are asked.
        pub screening_questions: Vec<String>,
        /// Its state.
        pub status: JobStatus,
        /// When it ends.
        pub expires_at: Option<Timestamp>,
    }
}

/// Locks a job until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: JobId) -> Result<Option<LockedRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// What an owner has written of a job that is there.
///
/// # Errors
/// [`DbError`].
pub async fn fields(tx: &impl Door, id: JobId) -> Result<FieldsRow, DbError> {
    tx.one(&FIELDS, args![id => UUID]).await
}

/// Begins a job.
///
/// # Errors
/// [`DbError::NotAllowed`] with `jobs_salary_is_a_range` or `jobs_salary_has_currency`.
pub async fn insert(
    tx: &impl Door,
    id: JobId,
    company: CompanyId,
    slug: &str,
    new: &FieldsRow,
) -> Result<(), DbError> {
    tx.run(&INSERT, args![
        id => UUID, company => UUID, slug => TEXT, new.title => TEXT, new.description => TEXT,
        new.requirements => TEXT, new.responsibilities => TEXT, new.benefits => TEXT, new.job_type => TEXT,
        new.work_location => TEXT, new.experience_level => TEXT, new.location => TEXT, new.salary_min => INT4,
        new.salary_max => INT4, new.salary_currency => TEXT, new.salary_is_public => BOOL,
        new.positions_available => INT4, new.apply_url => TEXT, new.has_visa_sponsorship => BOOL,
        new.frameworks => TEXT_ARRAY, new.vector_databases => TEXT_ARRAY, new.infrastructure => TEXT_ARRAY,
        new.programming_languages => TEXT_ARRAY, new.use_case_type => TEXT, new.model_strategy => TEXT,
        new.screening_questions => TEXT_ARRAY, new.status => TEXT, new.expires_at => TIMESTAMPTZ,
    ])
    .await
}

/// Edits a job.
///
/// # Errors
/// As [`insert`].
pub async fn update(tx: &impl Door, id: JobId, new: &FieldsRow) -> Result<(), DbError> {
    tx.run(&UPDATE, args![
        id => UUID, new.title => TEXT, new.description => TEXT, new.requirements => TEXT,
        new.responsibilities => TEXT, new.benefits => TEXT, new.job_type => TEXT, new.work_location => TEXT,
        new.experience_level => TEXT, new.location => TEXT, new.salary_min => INT4, new.salary_max => INT4,
        new.salary_currency => TEXT, new.salary_is_public => BOOL, new.positions_available => INT4,
        new.apply_url => TEXT, new.has_visa_sponsorship => BOOL, new.frameworks => TEXT_ARRAY,
        new.vector_databases => TEXT_ARRAY, new.infrastructure => TEXT_ARRAY,
        new.programming_languages => TEXT_ARRAY, new.use_case_type => TEXT, new.model_strategy => TEXT,
        new.screening_questions => TEXT_ARRAY, new.status => TEXT, new.expires_at => TIMESTAMPTZ,
    ])
    .await
}

/// Ends a job.
///
/// # Errors
/// [`DbError`].
pub async fn close(tx: &impl Door, id: JobId) -> Result<(), DbError> {
    tx.run(&CLOSE, args![id => UUID]).await
}

/// Removes a job.
///
/// # Errors
/// [`DbError`].
pub async fn delete(tx: &impl Door, id: JobId) -> Result<(), DbError> {
    tx.run(&DELETE, args![id => UUID]).await
}

/// Names exactly these models in a job.
///
/// # Errors
/// [`DbError::Missing`] when one doesn't exist.
pub async fn set_models(tx: &impl Door, id: JobId, models: &[ModelId]) -> Result<(), DbError> {
    tx.run(&CLEAR_MODELS, args![id => UUID, models => UUID_ARRAY]).await?;
    tx.run(&ADD_MODELS, args![id => UUID, models => UUID_ARRAY]).await
}

/// Has a job ask for exactly these skills.
///
/// # Errors
/// [`DbError`].
pub async fn set_skills(tx: &impl Door, id: JobId, skills: &[Skill]) -> Result<(), DbError> {
    let names: Vec<&str> = skills.iter().map(|skill| skill.name.as_str()).collect();
    let types: Vec<&str> = skills.iter().map(|skill| skill.r#type.as_str()).collect();
    let levels: Vec<i32> = skills.iter().map(|skill| skill.level).collect();
    let required: Vec<bool> = skills.iter().map(|skill| skill.is_required).collect();
    tx.run(&CLEAR_SKILLS, args![id => UUID]).await?;
    tx.run(&ADD_SKILLS, args![
        id => UUID, names => TEXT_ARRAY, types => TEXT_ARRAY, levels => INT4_ARRAY, required => BOOL_ARRAY,
    ])
    .await
}
