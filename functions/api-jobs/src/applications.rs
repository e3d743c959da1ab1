//! Applications as their two sides see and move them. For everybody else, there is none.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::{ApplicationId, CompanyId, JobId, UserId};
use neurmatic_core::words::{ApplicationStatus, JobStatus};
use neurmatic_db::Door;
use neurmatic_db::applications::{
    self, ApplicationRow, COUNT_MAX, CardRow, LockedRow, ScreeningAnswer, Step, Window,
};
use neurmatic_http::{
    Answer, Caller, Faults, Input, Json, Page, PageRequest, Path, Position, Problem, Query, Services,
};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::not_owner;

/// Applications to a job.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ApplicationsOut {
    /// The newest first.
    applications: Vec<ApplicationCard>,
}

/// What a list shows of an application.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationCard {
    /// Its id.
    id: ApplicationId,
    /// Who applied.
    applicant: ApplicantOut,
    /// Where the applicant found the job.
    source: Option<String>,
    /// How far it has come.
    status: ApplicationStatus,
    /// When it was sent.
    applied_at: Timestamp,
    /// When the company first moved it.
    reviewed_at: Option<Timestamp>,
    /// When it was last moved.
    updated_at: Timestamp,
}

/// An application whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationOut {
    /// Its id.
    id: ApplicationId,
    /// What it is for.
    job: AppliedJobOut,
    /// Who applied.
    applicant: ApplicantOut,
    /// What the applicant wrote.
    cover_letter: Option<String>,
    /// Where the résumé lies.
    resume_url: Option<String>,
    /// What was asked and answered.
    answers: Vec<AnswerOut>,
    /// Where the applicant found the job.
    source: Option<String>,
    /// How far it has come.
    status: ApplicationStatus,
    /// When it was sent.
    applied_at: Timestamp,
    /// When the company first moved it.
    reviewed_at: Option<Timestamp>,
    /// When it was last moved.
    updated_at: Timestamp,
    /// How it came to its state, the first step first.
    history: Vec<StepOut>,
}

/// The job of an application.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AppliedJobOut {
    /// Its id.
    id: JobId,
    /// Its slug.
    slug: String,
    /// Its title.
    title: String,
    /// The company's id.
    company_id: CompanyId,
    /// The company's slug.
    company_slug: String,
    /// The company's name.
    company_name: String,
}

/// Who applied.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ApplicantOut {
    /// The user's id.
    id: UserId,
    /// The user's name in addresses.
    username: String,
    /// The name to show.
    name: String,
    /// What the user is.
    headline: Option<String>,
    /// The user's picture.
    avatar_url: Option<String>,
}

/// A question and its answer.
#[derive(Debug, Serialize, JsonSchema)]
struct AnswerOut {
    /// The question as it was asked.
    question: String,
    /// The answer.
    answer: String,
}

/// A step of an application.
#[derive(Debug, Serialize, JsonSchema)]
struct StepOut {
    /// The state before; null when it was sent.
    from: Option<ApplicationStatus>,
    /// The state after.
    to: ApplicationStatus,
    /// What was said to it.
    notes: Option<String>,
    /// When.
    at: Timestamp,
}

/// What the list may be asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ApplicationsQuery {
    /// Only those in this state.
    status: Option<ApplicationStatus>,
    /// Items of a page, 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// Where to go on: an earlier page's nextCursor.
    cursor: Option<String>,
    /// A page's number from 1, as far as page × limit is at most 1000.
    page: Option<u32>,
}

/// A move of an application.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApplicationPatch {
    /// The company moves it onwards (viewed, screening, interview, offer) or to rejected; the applicant to withdrawn, as
    /// long as there is no offer.
    status: ApplicationStatus,
    /// A word to the other side, at most 1000 characters.
    notes: Option<String>,
}

impl Input for ApplicationPatch {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/notes", self.notes.as_deref(), 0..=1000);
    }
}

/// The applications to a job, for the owner of its company.
pub(crate) async fn list_applications(
    State(app): State<Services>,
    caller: Caller,
    Path(job): Path<JobId>,
    Query(query): Query<ApplicationsQuery>,
) -> Result<Page<ApplicationsOut>, Problem> {
    let binding = format!("{job} {:?}", query.status);
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), query.page, &binding)?;
    let found = applications::job_owner(&app.db, job).await?.ok_or_else(|| Problem::not_found("job"))?;
    if found.owner_user_id != Some(caller.user) {
        let is_hidden = matches!(found.status, JobStatus::Draft | JobStatus::Paused);
        return Err(if is_hidden { Problem::not_found("job") } else { not_owner() });
    }
    let window = Window {
        after: page.after().map(|p| (p.key, p.id)),
        offset: page.offset(),
        limit: page.rows_wanted(),
    };
    let mut rows = applications::list(&app.db, job, query.status, window).await?;
    let total = match query.status {
        None => Some(i64::from(found.application_count)),
        Some(status) => Some(applications::count(&app.db, job, status).await?).filter(|n| *n <= COUNT_MAX),
    };
    let pagination = page.paginate(&mut rows, total, |row| Position { key: row.key, id: row.id.0 });
    let applications = rows.into_iter().map(ApplicationCard::from).collect();
    Page::of(&ApplicationsOut { applications }, &pagination)
}

/// An application, for its applicant and for the owner of the job's company.
pub(crate) async fn get_application(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ApplicationId>,
) -> Result<Answer<ApplicationOut>, Problem> {
    let application = whole(&app.db, id).await?;
    if ![Some(application.user_id), application.owner_user_id].contains(&Some(caller.user)) {
        return Err(Problem::not_found("application"));
    }
    Answer::of(&ApplicationOut::from(application))
}

/// Moves an application, as its company's owner, or withdraws it, as its applicant.
pub(crate) async fn edit_application(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<ApplicationId>,
    Json(patch): Json<ApplicationPatch>,
) -> Result<Answer<ApplicationOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = applications::lock(&tx, id).await?.ok_or_else(|| Problem::not_found("application"))?;
    check_move(&before, caller, patch.status)?;
    applications::set_status(&tx, &before, patch.status, caller.user, patch.notes.as_deref()).await?;
    if patch.status != ApplicationStatus::Withdrawn {
        let moved = SendNotification::ApplicationStatus { application: id, status: patch.status };
        outbox::send(&tx, &moved).await?;
    }
    let application = whole(&tx, id).await?;
    tx.commit().await?;
    Answer::of(&ApplicationOut::from(application))
}

/// Whether the caller may bring an application into another state.
fn check_move(before: &LockedRow, caller: Caller, next: ApplicationStatus) -> Result<(), Problem> {
    let (is_applicant, is_owner) = (caller.user == before.user_id, before.owner_user_id == Some(caller.user));
    let withdraws = next == ApplicationStatus::Withdrawn;
    if !is_applicant && !is_owner {
        return Err(Problem::not_found("application"));
    }
    if is_applicant && !withdraws {
        return Err(Problem::forbidden("not_owner", "an applicant can only withdraw"));
    }
    if !is_applicant && withdraws {
        return Err(Problem::forbidden("not_applicant", "only the applicant can withdraw"));
    }
    let is_allowed =
        if withdraws { before.status.may_be_withdrawn() } else { before.status.may_become(next) };
    if !is_allowed {
        let detail = format!("an application that is {} cannot become {next}", before.status);
        return Err(Problem::conflict("status_not_allowed", detail));
    }
    Ok(())
}

/// An application that is there, whoever asks.
pub(crate) async fn whole(db: &impl Door, id: ApplicationId) -> Result<ApplicationRow, Problem> {
    applications::get(db, id).await?.ok_or_else(|| Problem::not_found("application"))
}

impl From<CardRow> for ApplicationCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: row.id,
            applicant: ApplicantOut {
                id: row.user_id,
                name: row.display_name.unwrap_or_else(|| row.username.clone()),
                username: row.username,
                headline: row.headline,
                avatar_url: row.avatar_url,
            },
            source: row.source,
            status: row.status,
            applied_at: row.applied_at,
            reviewed_at: row.reviewed_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<ApplicationRow> for ApplicationOut {
    fn from(row: ApplicationRow) -> Self {
        Self {
            id: row.id,
            job: AppliedJobOut {
                id: row.job_id,
                slug: row.job_slug,
                title: row.job_title,
                company_id: row.company_id,
                company_slug: row.company_slug,
                company_name: row.company_name,
            },
            applicant: ApplicantOut {
                id: row.user_id,
                name: row.display_name.unwrap_or_else(|| row.username.clone()),
                username: row.username,
                headline: row.headline,
                avatar_url: row.avatar_url,
            },
            cover_letter: row.cover_letter,
            resume_url: row.resume_url,
            answers: row.screening_answers.0.into_iter().map(AnswerOut::from).collect(),
            source: row.source,
            status: row.status,
            applied_at: row.applied_at,
            reviewed_at: row.reviewed_at,
            updated_at: row.updated_at,
            history: row.history.0.into_iter().map(StepOut::from).collect(),
        }
    }
}

impl From<ScreeningAnswer> for AnswerOut {
    fn from(answer: ScreeningAnswer) -> Self {
        Self { question: answer.question, answer: answer.answer }
    }
}

impl From<Step> for StepOut {
    fn from(step: Step) -> Self {
        Self { from: step.from, to: step.to, notes: step.notes, at: step.at }
    }
}
