//! How a job looks on the wire when it is whole.

use jiff::Timestamp;
use neurmatic_cards::{CompanyLinkOut, ModelLinkOut, SalaryOut, salary_of};
use neurmatic_core::ids::JobId;
use neurmatic_core::words::{ExperienceLevel, JobStatus, JobType, ModelStrategy, SkillType, WorkLocation};
use neurmatic_db::jobs::{JobRow, Skill};
use schemars::JsonSchema;
use serde::Serialize;

/// A job whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobOut {
    /// Its id.
    pub id: JobId,
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Whose job it is.
    pub company: CompanyLinkOut,
    /// What it is, as it was written: escape it when you show it.
    pub description: String,
    /// What it asks for.
    pub requirements: String,
    /// What is to be done.
    pub responsibilities: Option<String>,
    /// What is offered.
    pub benefits: Option<String>,
    /// How one is employed.
    pub r#type: JobType,
    /// Where it is done.
    pub work_location: WorkLocation,
    /// How experienced somebody should be.
    pub experience: ExperienceLevel,
    /// The place.
    pub location: String,
    /// What is paid, if the company says so.
    pub salary: Option<SalaryOut>,
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
    /// The skills it asks for, the needed ones first.
    pub skills: Vec<SkillOut>,
    /// The models it names.
    pub models: Vec<ModelLinkOut>,
    /// Which models it works with.
    pub model_strategy: Option<ModelStrategy>,
    /// What the models are used for.
    pub use_case_type: Option<String>,
    /// What applicants are asked; an application answers each.
    pub screening_questions: Vec<String>,
    /// Where it is on its way; closed as soon as it has expired.
    pub status: JobStatus,
    /// Since when it is public.
    pub published_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// How many have applied.
    pub application_count: i32,
    /// Grows with every edit; the `r…` of the ETag.
    pub revision: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

/// A skill that a job asks for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkillOut {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub r#type: SkillType,
    /// How well, 1 to 5.
    pub level: i32,
    /// Whether it is needed, or only welcome.
    pub is_required: bool,
}

impl From<Skill> for SkillOut {
    fn from(skill: Skill) -> Self {
        Self { name: skill.name, r#type: skill.r#type, level: skill.level, is_required: skill.is_required }
    }
}

impl From<JobRow> for JobOut {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            title: row.title,
            company: CompanyLinkOut {
                id: row.company_id,
                slug: row.company_slug,
                name: row.company_name,
                logo_url: row.company_logo_url,
                is_verified: row.company_is_verified,
            },
            description: row.description,
            requirements: row.requirements,
            responsibilities: row.responsibilities,
            benefits: row.benefits,
            r#type: row.job_type,
            work_location: row.work_location,
            experience: row.experience_level,
            location: row.location,
            salary: salary_of(row.salary_min, row.salary_max, row.salary_currency),
            salary_is_public: row.salary_is_public,
            positions_available: row.positions_available,
            apply_url: row.apply_url,
            has_visa_sponsorship: row.has_visa_sponsorship,
            frameworks: row.frameworks,
            vector_databases: row.vector_databases,
            infrastructure: row.infrastructure,
            programming_languages: row.programming_languages,
            skills: row.skills.0.into_iter().map(SkillOut::from).collect(),
            models: row.models.0.into_iter().map(ModelLinkOut::from).collect(),
            model_strategy: row.model_strategy,
            use_case_type: row.use_case_type,
            screening_questions: row.screening_questions,
            status: row.status,
            published_at: row.published_at,
            expires_at: row.expires_at,
            application_count: row.application_count,
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
