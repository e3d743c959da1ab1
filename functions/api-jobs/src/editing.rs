//! Beginning, changing and ending jobs.

use axum::extract::State;
use neurmatic_core::ids::JobId;
use neurmatic_core::rules::slug_of;
use neurmatic_core::words::{JobStatus, Role};
use neurmatic_db::job_editing::{self, FieldsRow, LockedRow};
use neurmatic_db::jobs::{self, JobRow, Skill};
use neurmatic_db::{Constraint, DbError, Tx, companies};
use neurmatic_http::{
    Answer, Caller, Created, IdempotencyKey, IfMatch, Json, NoContent, Path, Problem, Services,
};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::MatchJob;
use serde_json::json;

use crate::access::{must_edit, note};
use crate::change::invalidated_by_job;
use crate::input::{JobIn, JobPatch};
use crate::out::JobOut;

/// Begins a job of the caller's company, which has been verified.
pub(crate) async fn create_job(
    State(app): State<Services>,
    caller: Caller,
    key: IdempotencyKey,
    Json(input): Json<JobIn>,
) -> Result<Created<JobOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let company = companies::of_owner(&tx, caller.user).await?.ok_or_else(no_company)?;
    if !company.is_verified {
        return Err(unverified());
    }
    let (id, fields) = (JobId::new(), input.fields());
    job_editing::insert(&tx, id, company.id, &made_slug(&input.title, id), &fields).await?;
    job_editing::set_models(&tx, id, &input.model_ids).await.map_err(naming_field)?;
    job_editing::set_skills(&tx, id, &skills(&input.skills)).await?;
    if fields.status == JobStatus::Active {
        outbox::send(&tx, &MatchJob { job: id, after: None }).await?;
    }
    let job = whole(&tx, id).await?;
    let (kind, tags) = invalidated_by_job(id, company.id, JobStatus::Draft, job.status);
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    let (revision, location) = (job.revision, format!("/api/v1/jobs/{id}"));
    let answer = Created::of(&JobOut::from(job))?.revision(revision).location(location);
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(answer)
}

/// Changes a job, or brings it into another state. A stale `If-Match` changes nothing.
pub(crate) async fn edit_job(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<JobId>,
    seen: IfMatch,
    Json(patch): Json<JobPatch>,
) -> Result<Answer<JobOut>, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, caller, id, &seen).await?;
    let fields = patch.applied_to(job_editing::fields(&tx, id).await?);
    check_move(&before, &fields)?;
    job_editing::update(&tx, id, &fields).await?;
    if let Some(models) = &patch.model_ids {
        job_editing::set_models(&tx, id, models).await.map_err(naming_field)?;
    }
    if let Some(asked) = &patch.skills {
        job_editing::set_skills(&tx, id, &skills(asked)).await?;
    }
    if becomes_active(&before, &fields) {
        outbox::send(&tx, &MatchJob { job: id, after: None }).await?;
    }
    let changes = json!({"revision": before.revision + 1, "status": fields.status});
    note(&tx, caller, before.owner_user_id, "job.edit", id.0, &changes).await?;
    let job = whole(&tx, id).await?;
    let (kind, tags) = invalidated_by_job(id, before.company_id, before.status, fields.status);
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    let revision = job.revision;
    Ok(Answer::of(&JobOut::from(job))?.revision(revision))
}

/// Closes a job, and keeps it with its applications; a draft, which nobody has seen, is removed.
pub(crate) async fn delete_job(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<JobId>,
    seen: IfMatch,
) -> Result<NoContent, Problem> {
    let tx = app.db.begin().await?;
    let before = locked(&tx, caller, id, &seen).await?;
    match before.status {
        JobStatus::Draft => job_editing::delete(&tx, id).await?,
        JobStatus::Active | JobStatus::Paused => job_editing::close(&tx, id).await?,
        JobStatus::Closed | JobStatus::Filled => return Ok(NoContent),
    }
    note(&tx, caller, before.owner_user_id, "job.delete", id.0, &json!({"slug": before.slug})).await?;
    let after = if before.status == JobStatus::Draft { JobStatus::Draft } else { JobStatus::Closed };
    let (kind, tags) = invalidated_by_job(id, before.company_id, before.status, after);
    let change = app.change(&tx, kind, tags, Vec::new()).await?;
    tx.commit().await?;
    change.announce().await;
    Ok(NoContent)
}

/// The job, locked, if the caller may write it and has seen it as it is. What isn't shown to everybody isn't there for
/// the owner of another company.
async fn locked(tx: &Tx, caller: Caller, id: JobId, seen: &IfMatch) -> Result<LockedRow, Problem> {
    let job = job_editing::lock(tx, id).await?.ok_or_else(|| Problem::not_found("job"))?;
    let is_hidden = matches!(job.status, JobStatus::Draft | JobStatus::Paused);
    if is_hidden && job.owner_user_id != Some(caller.user) && !caller.role.reaches(Role::Moderator) {
        return Err(Problem::not_found("job"));
    }
    must_edit(caller, job.owner_user_id)?;
    seen.must_include(job.revision)?;
    Ok(job)
}

/// Whether a job may be brought from where it is to what it shall be.
fn check_move(before: &LockedRow, after: &FieldsRow) -> Result<(), Problem> {
    if before.status.is_over() {
        return Err(Problem::conflict("job_over", "a job that has ended cannot be changed; begin a new one"));
    }
    if after.status != before.status && !before.status.may_become(after.status) {
        let detail = format!("a job that is {} cannot become {}", before.status, after.status);
        return Err(Problem::conflict("status_not_allowed", detail));
    }
    let becomes_active = becomes_active(before, after);
    if becomes_active && !before.is_verified {
        return Err(unverified());
    }
    if becomes_active && after.expires_at.is_some_and(|at| at <= jiff::Timestamp::now()) {
        return Err(Problem::field("/expiresAt", "past", "it is over; say a time to come, or null"));
    }
    Ok(())
}

fn becomes_active(before: &LockedRow, after: &FieldsRow) -> bool {
    after.status == JobStatus::Active && before.status != JobStatus::Active
}

async fn whole(tx: &Tx, id: JobId) -> Result<JobRow, Problem> {
    jobs::any_by_id(tx, id).await?.ok_or_else(|| Problem::not_found("job"))
}

fn skills(asked: &[crate::input::SkillIn]) -> Vec<Skill> {
    asked.iter().map(Skill::from).collect()
}

fn no_company() -> Problem {
    Problem::forbidden("company_needed", "add your company first")
}

fn unverified() -> Problem {
    Problem::forbidden("company_unverified", "your company has to be verified by a moderator first")
}

/// A slug from the title, made unique by the end of the id.
fn made_slug(title: &str, id: JobId) -> String {
    let (words, id) = (slug_of(title), id.0.simple().to_string());
    let end = id.get(20..).unwrap_or_default();
    if words.is_empty() { format!("job-{end}") } else { format!("{words}-{end}") }
}

/// Names the field whose value met a constraint.
fn naming_field(error: DbError) -> Problem {
    match &error {
        DbError::Missing(Constraint(name)) if name == "job_models_model_id_fkey" => {
            Problem::field("/modelIds", "unknown", "one of the models does not exist")
        }
        _ => error.into(),
    }
}
