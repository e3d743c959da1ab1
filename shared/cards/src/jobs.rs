//! Jobs in lists.

use jiff::Timestamp;
use neurmatic_core::ids::{CompanyId, JobId, ModelId};
use neurmatic_core::words::{ExperienceLevel, JobStatus, JobType, ModelStrategy, WorkLocation};
use neurmatic_db::jobs::{CardRow, ModelLink};
use schemars::JsonSchema;
use serde::Serialize;

/// A list of jobs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JobsOut {
    /// The jobs, in the list's order.
    pub jobs: Vec<JobCard>,
}

/// What a list shows of a job. Counts are those of when the list was made, at most its cache time ago.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobCard {
    /// Its id.
    pub id: JobId,
    /// Its slug; the address is `/jobs/{slug}`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Whose job it is.
    pub company: CompanyLinkOut,
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
    /// Whether a visa is sponsored.
    pub has_visa_sponsorship: bool,
    /// Programming languages and frameworks.
    pub tech: Vec<String>,
    /// The models it names.
    pub models: Vec<ModelLinkOut>,
    /// Which models it works with.
    pub model_strategy: Option<ModelStrategy>,
    /// Whether one can apply.
    pub status: JobStatus,
    /// Since when it is public.
    pub published_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// How many have applied.
    pub application_count: i32,
}

/// A company as a job shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompanyLinkOut {
    /// Its id.
    pub id: CompanyId,
    /// Its slug; the address is `/companies/{slug}`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its logo.
    pub logo_url: Option<String>,
    /// Whether it was checked.
    pub is_verified: bool,
}

/// What is paid, in whole units a year.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SalaryOut {
    /// At least.
    pub min: Option<i32>,
    /// At most.
    pub max: Option<i32>,
    /// The currency, by its three letters.
    pub currency: String,
}

/// A model as a job shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "JobModelLinkOut")]
pub struct ModelLinkOut {
    /// Its id.
    pub id: ModelId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl From<ModelLink> for ModelLinkOut {
    fn from(model: ModelLink) -> Self {
        Self { id: model.id, slug: model.slug, name: model.name }
    }
}

/// A salary, if it is known and public: then its currency is there.
#[must_use]
pub fn salary_of(min: Option<i32>, max: Option<i32>, currency: Option<String>) -> Option<SalaryOut> {
    currency.map(|currency| SalaryOut { min, max, currency })
}

impl From<CardRow> for JobCard {
    fn from(row: CardRow) -> Self {
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
            r#type: row.job_type,
            work_location: row.work_location,
            experience: row.experience_level,
            location: row.location,
            salary: salary_of(row.salary_min, row.salary_max, row.salary_currency),
            has_visa_sponsorship: row.has_visa_sponsorship,
            tech: row.tech,
            models: row.models.0.into_iter().map(ModelLinkOut::from).collect(),
            model_strategy: row.model_strategy,
            status: row.status,
            published_at: row.published_at,
            expires_at: row.expires_at,
            application_count: row.application_count,
        }
    }
}
