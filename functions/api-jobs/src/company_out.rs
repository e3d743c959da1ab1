//! How companies look on the wire. Who owns one isn't shown.

use jiff::Timestamp;
use neurmatic_core::ids::CompanyId;
use neurmatic_core::words::CompanySize;
use neurmatic_db::companies::{CardRow, CompanyRow};
use schemars::JsonSchema;
use serde::Serialize;

/// A list of companies.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CompaniesOut {
    /// The companies, in the list's order.
    pub companies: Vec<CompanyCard>,
}

/// What a list shows of a company.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompanyCard {
    /// Its id.
    pub id: CompanyId,
    /// Its slug; the address is `/companies/{slug}`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its logo.
    pub logo_url: Option<String>,
    /// Its industry.
    pub industry: Option<String>,
    /// How many work there.
    pub size: Option<CompanySize>,
    /// Its place.
    pub location: Option<String>,
    /// Whether it was checked.
    pub is_verified: bool,
    /// Its open jobs.
    pub job_count: i32,
}

/// A company whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompanyOut {
    /// Its id.
    pub id: CompanyId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its website.
    pub website: Option<String>,
    /// What it does, as it was written: escape it when you show it.
    pub description: Option<String>,
    /// Its logo.
    pub logo_url: Option<String>,
    /// A picture for the top of its page.
    pub header_image_url: Option<String>,
    /// Its industry.
    pub industry: Option<String>,
    /// How many work there.
    pub size: Option<CompanySize>,
    /// Its place.
    pub location: Option<String>,
    /// Its other places.
    pub locations: Vec<String>,
    /// When it was founded.
    pub founded_year: Option<i32>,
    /// What it is for.
    pub mission: Option<String>,
    /// What it offers.
    pub benefits: Vec<String>,
    /// How one works there.
    pub culture_description: Option<String>,
    /// What it works with.
    pub tech_stack: Vec<String>,
    /// Its page at LinkedIn.
    pub linkedin_url: Option<String>,
    /// Its page at Twitter.
    pub twitter_url: Option<String>,
    /// Its page at GitHub.
    pub github_url: Option<String>,
    /// Whether it was checked; only then it publishes jobs.
    pub is_verified: bool,
    /// Its open jobs.
    pub job_count: i32,
    /// Grows with every edit; the `r…` of the ETag.
    pub revision: i64,
    /// Since when it is here.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

impl From<CardRow> for CompanyCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            logo_url: row.logo_url,
            industry: row.industry,
            size: row.company_size,
            location: row.location,
            is_verified: row.is_verified,
            job_count: row.job_count,
        }
    }
}

impl From<CompanyRow> for CompanyOut {
    fn from(row: CompanyRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            website: row.website,
            description: row.description,
            logo_url: row.logo_url,
            header_image_url: row.header_image_url,
            industry: row.industry,
            size: row.company_size,
            location: row.location,
            locations: row.locations,
            founded_year: row.founded_year,
            mission: row.mission,
            benefits: row.benefits,
            culture_description: row.culture_description,
            tech_stack: row.tech_stack,
            linkedin_url: row.linkedin_url,
            twitter_url: row.twitter_url,
            github_url: row.github_url,
            is_verified: row.is_verified,
            job_count: row.job_count,
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
