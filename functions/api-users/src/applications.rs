//! One's own applications, as a list. Each whole, and moving them, is the jobs' area's business.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ApplicationId, JobId};
use neurmatic_core::words::ApplicationStatus;
use neurmatic_db::applications::{self, OwnRow};
use neurmatic_http::{Caller, Page, PageRequest, Position, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Users;
use crate::saved_jobs::KeptCompanyOut;
use crate::window::window_of;

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OwnApplicationsQuery {
    /// Only those in this state.
    status: Option<ApplicationStatus>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// One's applications.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OwnApplicationsOut {
    /// The newest first.
    applications: Vec<OwnApplicationCard>,
}

/// What the list shows of an application; `/applications/{id}` has all of it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OwnApplicationCard {
    /// Its id.
    id: ApplicationId,
    /// The job's id.
    job_id: JobId,
    /// The job's slug.
    job_slug: String,
    /// The job's title.
    job_title: String,
    /// Whose job it is.
    company: KeptCompanyOut,
    /// How far it has come.
    status: ApplicationStatus,
    /// When it was sent.
    applied_at: Timestamp,
    /// When the company first moved it.
    reviewed_at: Option<Timestamp>,
    /// When it was last moved.
    updated_at: Timestamp,
}

/// The caller's applications.
pub(crate) async fn list_own_applications(
    State(app): State<Users>,
    caller: Caller,
    Query(query): Query<OwnApplicationsQuery>,
) -> Result<Page<OwnApplicationsOut>, Problem> {
    let binding = format!("applications {} {:?}", caller.user, query.status);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let window = window_of(&page);
    let mut rows = applications::of_user(&app.services.db, caller.user, query.status, window).await?;
    let pagination = page.paginate(&mut rows, None, |row| Position { key: row.key, id: row.id.0 });
    let applications = rows.into_iter().map(OwnApplicationCard::from).collect();
    Page::of(&OwnApplicationsOut { applications }, &pagination)
}

impl From<OwnRow> for OwnApplicationCard {
    fn from(row: OwnRow) -> Self {
        Self {
            id: row.id,
            job_id: row.job_id,
            job_slug: row.job_slug,
            job_title: row.job_title,
            company: KeptCompanyOut {
                id: row.company_id,
                slug: row.company_slug,
                name: row.company_name,
                logo_url: row.company_logo_url,
            },
            status: row.status,
            applied_at: row.applied_at,
            reviewed_at: row.reviewed_at,
            updated_at: row.updated_at,
        }
    }
}
