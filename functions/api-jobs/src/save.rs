//! Saving jobs. The list of saved jobs belongs to the users' area.

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_core::ids::JobId;
use neurmatic_db::saved_jobs::{self, SavedJobRow};
use neurmatic_http::{Answer, Caller, Faults, Input, Json, NoContent, Path, Problem, Services};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A job to be saved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaveIn {
    /// A note to oneself, at most 1000 characters.
    notes: Option<String>,
}

impl Input for SaveIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/notes", self.notes.as_deref(), 0..=1000);
    }
}

/// A saved job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedJobOut {
    /// The job.
    job_id: JobId,
    /// What the caller wrote to it.
    notes: Option<String>,
    /// When it was saved.
    saved_at: Timestamp,
}

impl From<SavedJobRow> for SavedJobOut {
    fn from(row: SavedJobRow) -> Self {
        Self { job_id: row.job_id, notes: row.notes, saved_at: row.saved_at }
    }
}

/// Saves a job, or changes the note. Doing it twice is the same as once.
pub(crate) async fn save_job(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<JobId>,
    Json(wanted): Json<SaveIn>,
) -> Result<Answer<SavedJobOut>, Problem> {
    let saved = saved_jobs::put(&app.db, caller.user, id, wanted.notes.as_deref()).await?;
    Answer::of(&SavedJobOut::from(saved.ok_or_else(|| Problem::not_found("job"))?))
}

/// Forgets a saved job. Doing it twice is the same as once.
pub(crate) async fn unsave_job(
    State(app): State<Services>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Result<NoContent, Problem> {
    saved_jobs::delete(&app.db, caller.user, id).await?;
    Ok(NoContent)
}
