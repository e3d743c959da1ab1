//! Applying to a job.

use axum::extract::State;
use neurmatic_core::ids::{ApplicationId, JobId};
use neurmatic_core::words::JobStatus;
use neurmatic_db::applications::{self, NewApplication, OpenJobRow, ScreeningAnswer};
use neurmatic_http::{Caller, Created, Faults, IdempotencyKey, Input, Json, Path, Problem, Services};
use neurmatic_tasks::outbox;
use neurmatic_tasks::payloads::SendNotification;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::applications::{ApplicationOut, whole};

/// An application to be sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApplicationIn {
    /// At most 5000 characters.
    cover_letter: Option<String>,
    /// Where the résumé lies.
    resume_url: Option<String>,
    /// An answer for each of the job's screening questions, in their order, each of 1 to 2000 characters.
    #[serde(default)]
    answers: Vec<String>,
    /// Where the applicant found the job, at most 50 characters.
    source: Option<String>,
}

impl Input for ApplicationIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/coverLetter", self.cover_letter.as_deref(), 0..=5000);
        faults.web_address("/resumeUrl", self.resume_url.as_deref(), 500);
        faults.length_if("/source", self.source.as_deref(), 1..=50);
        for (place, answer) in self.answers.iter().enumerate() {
            faults.length(&format!("/answers/{place}"), answer, 1..=2000);
        }
    }
}

/// Applies to a job that is open, once. Its lock holds off who is about to close it.
pub(crate) async fn apply(
    State(app): State<Services>,
    caller: Caller,
    Path(job): Path<JobId>,
    key: IdempotencyKey,
    Json(input): Json<ApplicationIn>,
) -> Result<Created<ApplicationOut>, Problem> {
    let tx = app.db.begin().await?;
    if let Some(before) = key.replay(&tx, caller.user).await? {
        return Ok(before);
    }
    let open = applications::lock_job(&tx, job).await?.ok_or_else(|| Problem::not_found("job"))?;
    check_open(&open, caller)?;
    let id = ApplicationId::new();
    let new = NewApplication {
        id,
        job,
        user: caller.user,
        cover_letter: input.cover_letter.as_deref(),
        resume_url: input.resume_url.as_deref(),
        answers: answered(&open, &input.answers)?,
        source: input.source.as_deref(),
    };
    applications::insert(&tx, new).await.map_err(|error| match error.taken() {
        Some("job_applications_job_id_user_id_key") => {
            Problem::conflict("already_applied", "you have applied to this job before")
        }
        _ => error.into(),
    })?;
    outbox::send(&tx, &SendNotification::Application { application: id }).await?;
    let application = whole(&tx, id).await?;
    let location = format!("/api/v1/applications/{id}");
    let answer = Created::of(&ApplicationOut::from(application))?.location(location);
    key.keep(&tx, caller.user, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

fn check_open(job: &OpenJobRow, caller: Caller) -> Result<(), Problem> {
    if job.owner_user_id == Some(caller.user) {
        return Err(Problem::forbidden("own_job", "you cannot apply to a job of your own company"));
    }
    match job.status {
        JobStatus::Draft | JobStatus::Paused => Err(Problem::not_found("job")),
        JobStatus::Active if !job.is_expired => Ok(()),
        JobStatus::Active | JobStatus::Closed | JobStatus::Filled => {
            Err(Problem::conflict("job_not_open", "this job takes no more applications"))
        }
    }
}

/// The job's questions, each with its answer.
fn answered(job: &OpenJobRow, answers: &[String]) -> Result<Vec<ScreeningAnswer>, Problem> {
    let (asked, given) = (job.screening_questions.len(), answers.len());
    if asked != given {
        let detail = format!("must answer each of the {asked} questions, holds {given}");
        return Err(Problem::field("/answers", "count", detail));
    }
    let pairs = job.screening_questions.iter().zip(answers);
    Ok(pairs
        .map(|(question, answer)| ScreeningAnswer { question: question.clone(), answer: answer.clone() })
        .collect())
}
