//! One job.

use axum::extract::State;
use neurmatic_core::ids::JobId;
use neurmatic_core::rules::is_slug;
use neurmatic_db::jobs;
use neurmatic_http::{Answer, Path, Problem, Services};

use crate::change::carried_by;
use crate::out::JobOut;

/// A job that is or was open, by its id or its slug. Drafts and paused ones aren't there for readers.
pub(crate) async fn get_job(
    State(app): State<Services>,
    Path(key): Path<String>,
) -> Result<Answer<JobOut>, Problem> {
    let found = match key.parse::<JobId>() {
        Ok(id) => jobs::shown_by_id(&app.db, id).await?,
        Err(_) if is_slug(&key) => jobs::shown_by_slug(&app.db, &key).await?,
        Err(_) => None,
    };
    let job = found.ok_or_else(|| Problem::not_found("job"))?;
    let (revision, tags) = (job.revision, carried_by(&job));
    Ok(Answer::of(&JobOut::from(job))?.revision(revision).tags(tags))
}
