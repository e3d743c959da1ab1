//! One's saved jobs. Saving one is the jobs' area's business.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{CompanyId, JobId};
use neurmatic_core::words::{JobStatus, WorkLocation};
use neurmatic_db::saved_jobs::{self, ListedRow};
use neurmatic_http::{Caller, Page, PageRequest, Position, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Users;
use crate::window::window_of;

/// Which part of the list is wanted.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SavedJobsQuery {
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// One's saved jobs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedJobsOut {
    /// The last saved first.
    saved_jobs: Vec<SavedJobCard>,
}

/// What the list shows of a saved job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SavedJobCard {
    /// The job's id.
    job_id: JobId,
    /// The job's slug; the address is `/jobs/{slug}`.
    slug: String,
    /// The job's title.
    title: String,
    /// Whose job it is.
    company: KeptCompanyOut,
    /// Whether one can apply.
    status: JobStatus,
    /// The place.
    location: String,
    /// Where it is done.
    work_location: WorkLocation,
    /// When it ends.
    expires_at: Option<Timestamp>,
    /// A note to oneself.
    notes: Option<String>,
    /// When it was saved.
    saved_at: Timestamp,
}

/// The company of a job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeptCompanyOut {
    /// Its id.
    pub(crate) id: CompanyId,
    /// Its slug; the address is `/companies/{slug}`.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
    /// Its logo.
    pub(crate) logo_url: Option<String>,
}

/// The caller's saved jobs.
pub(crate) async fn list_saved_jobs(
    State(app): State<Users>,
    caller: Caller,
    Query(query): Query<SavedJobsQuery>,
) -> Result<Page<SavedJobsOut>, Problem> {
    let binding = format!("saved jobs {}", caller.user);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let mut rows = saved_jobs::list(&app.services.db, caller.user, window_of(&page)).await?;
    let pagination = page.paginate(&mut rows, None, |row| Position { key: row.key, id: row.id.0 });
    let saved_jobs = rows.into_iter().map(SavedJobCard::from).collect();
    Page::of(&SavedJobsOut { saved_jobs }, &pagination)
}

impl From<ListedRow> for SavedJobCard {
    fn from(row: ListedRow) -> Self {
        Self {
            job_id: row.id,
            slug: row.slug,
            title: row.title,
            company: KeptCompanyOut {
                id: row.company_id,
                slug: row.company_slug,
                name: row.company_name,
                logo_url: row.company_logo_url,
            },
            status: row.status,
            location: row.location,
            work_location: row.work_location,
            expires_at: row.expires_at,
            notes: row.notes,
            saved_at: row.saved_at,
        }
    }
}
