//! The queues of background tasks, for admins: how they are doing, and the handles on them. What is done is in the trail.

use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use neurmatic_core::ids::MessageId;
use neurmatic_db::DbError;
use neurmatic_db::queues::{self, Failed};
use neurmatic_http::{Answer, Caller, Faults, Input, Json, NoContent, Path, Problem, Services};
use neurmatic_tasks::Queue;
use neurmatic_tasks::operate::{self, BATCH_MAX, Operator};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::queue_figures::{QueueOut, shown};

/// Since when deliveries are told of.
const FIGURES_OF: SignedDuration = SignedDuration::from_hours(1);

/// What a redrive or a purge came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TasksOut {
    /// How many tasks; 1,000 at most, then the call is to be repeated.
    tasks: i64,
}

/// Which failed tasks are to be done again; what is left out doesn't matter.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct RedriveIn {
    /// The task's name, such as `email:send`.
    task: Option<String>,
    /// A part of the last error; at most 200 characters.
    error: Option<String>,
    /// Failed then or later.
    since: Option<Timestamp>,
    /// Failed before.
    until: Option<Timestamp>,
    /// How many at most: 1 to 1,000, which is what is meant when left out.
    limit: Option<i64>,
}

impl Input for RedriveIn {
    fn check(&self, faults: &mut Faults) {
        faults.length_if("/task", self.task.as_deref(), 1..=100);
        faults.length_if("/error", self.error.as_deref(), 1..=200);
        if self.limit.is_some_and(|limit| !(1..=BATCH_MAX).contains(&limit)) {
            faults.add("/limit", "out_of_range", format!("must be from 1 to {BATCH_MAX}"));
        }
    }
}

/// How each queue is doing.
pub(crate) async fn list_queues(State(app): State<Services>) -> Result<Answer<Vec<QueueOut>>, Problem> {
    Answer::of(&overview(&app).await?)
}

/// The same, for who shows it beside others.
pub(crate) async fn overview(app: &Services) -> Result<Vec<QueueOut>, DbError> {
    let rows = operate::overview(&app.db).await?;
    let figures = queues::figures(&app.db, Timestamp::now() - FIGURES_OF).await?;
    Ok(shown(rows, &figures))
}

/// Nothing of the queue is begun any more; what waits stays.
pub(crate) async fn pause_queue(
    State(app): State<Services>,
    admin: Caller,
    Path(name): Path<String>,
) -> Result<NoContent, Problem> {
    set_paused(&app, admin, &name, true).await
}

/// The queue goes on.
pub(crate) async fn resume_queue(
    State(app): State<Services>,
    admin: Caller,
    Path(name): Path<String>,
) -> Result<NoContent, Problem> {
    set_paused(&app, admin, &name, false).await
}

async fn set_paused(
    app: &Services,
    admin: Caller,
    name: &str,
    is_paused: bool,
) -> Result<NoContent, Problem> {
    operate::set_paused(&app.db, Operator::Admin(admin.user), known(name)?, is_paused).await?;
    Ok(NoContent)
}

/// Has tasks of the queue done again that were given up, with all their attempts.
pub(crate) async fn redrive_queue(
    State(app): State<Services>,
    admin: Caller,
    Path(name): Path<String>,
    Json(wanted): Json<RedriveIn>,
) -> Result<Answer<TasksOut>, Problem> {
    let queue = known(&name)?;
    let RedriveIn { task, error, since, until, limit } = wanted;
    let failed = Failed { task: task.as_deref(), error: error.as_deref(), since, until };
    let by = Operator::Admin(admin.user);
    let tasks = operate::redrive(&app.db, by, queue, &failed, limit.unwrap_or(BATCH_MAX)).await?;
    Answer::of(&TasksOut { tasks })
}

/// Forgets tasks of the queue that wait.
pub(crate) async fn purge_queue(
    State(app): State<Services>,
    admin: Caller,
    Path(name): Path<String>,
) -> Result<Answer<TasksOut>, Problem> {
    let tasks = operate::purge(&app.db, Operator::Admin(admin.user), known(&name)?).await?;
    Answer::of(&TasksOut { tasks })
}

/// Forgets one task that waits.
pub(crate) async fn cancel_task(
    State(app): State<Services>,
    admin: Caller,
    Path(id): Path<MessageId>,
) -> Result<NoContent, Problem> {
    let cancelled = operate::cancel(&app.db, Operator::Admin(admin.user), id).await?;
    cancelled.ok_or_else(|| Problem::not_found("waiting task"))?;
    Ok(NoContent)
}

/// The queue of a name.
fn known(name: &str) -> Result<Queue, Problem> {
    Queue::of(name).ok_or_else(|| Problem::not_found("queue"))
}
