//! Whether the platform can do its work. Public: it names no version and no size.

use std::time::Duration;

use axum::extract::State;
use neurmatic_db::queues;
use neurmatic_http::{Answer, Problem, Services};
use neurmatic_memory::{Monitor, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

/// Above this a dependency's answer counts as slow.
const SLOW: Duration = Duration::from_millis(200);

/// How long Redis is waited for.
const REDIS_BUDGET: Duration = Duration::from_millis(500);

/// A task that is due for longer than this says that nobody works on the queue, in seconds.
const OVERDUE_SECS: i64 = 60;

/// The platform's health.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HealthOut {
    /// Whether requests can be answered at all.
    healthy: bool,
    /// The parts.
    checks: Checks,
}

/// What was looked at.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Checks {
    /// The database. Without it most requests can't be answered.
    database: PartState,
    /// Redis. Without it answers are slower, and logging in is closed.
    cache: PartState,
    /// Whether background tasks are worked on.
    queue: PartState,
    /// The memory of the process that answers: whether it leaks, or most of what there is is used.
    memory: PartState,
    /// How fast the database and Redis answer.
    response_time: PartState,
}

/// A part's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PartState {
    /// As it should be.
    Ok,
    /// Works, but not as it should.
    Degraded,
    /// Doesn't work.
    Down,
}

/// The platform's health: 200, or 503 when requests can't be answered.
pub(crate) async fn health(State(app): State<Services>) -> Result<Answer<HealthOut>, Problem> {
    let database = app.db.health().await;
    let (cache, cache_took) = redis(&app).await;
    let overdue = if database.healthy { queues::overdue_secs(&app.db).await.ok() } else { None };
    let checks = Checks {
        database: if database.healthy { PartState::Ok } else { PartState::Down },
        cache: if cache { PartState::Ok } else { PartState::Down },
        queue: match overdue {
            Some(secs) if secs <= OVERDUE_SECS => PartState::Ok,
            Some(_) => PartState::Degraded,
            None => PartState::Down,
        },
        memory: memory(&app.memory),
        response_time: if database.took > SLOW || cache_took > SLOW {
            PartState::Degraded
        } else {
            PartState::Ok
        },
    };
    let healthy = database.healthy;
    let answer = Answer::of(&HealthOut { healthy, checks })?;
    Ok(if healthy { answer } else { answer.unavailable() })
}

/// Degraded while memory leaks, or most of what there is is used.
fn memory(monitor: &Monitor) -> PartState {
    if monitor.verdict() == Verdict::Leaking || monitor.is_high() {
        PartState::Degraded
    } else {
        PartState::Ok
    }
}

async fn redis(app: &Services) -> (bool, Duration) {
    let started = tokio::time::Instant::now();
    let mut trip = app.redis.trip();
    trip.command(neurmatic_redis::cmd("PING"));
    let answered = trip.send(REDIS_BUDGET).await.is_ok();
    (answered, started.elapsed())
}
