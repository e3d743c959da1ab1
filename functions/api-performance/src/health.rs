//! Whether the platform can do its work. Public: it names no version and no size.

use std::time::Duration;

use axum::extract::State;
use neurmatic_config::Env;
use neurmatic_db::queues;
use neurmatic_http::{Answer, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

use crate::memory;

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
    database: State3,
    /// Redis. Without it answers are slower, and logging in is closed.
    cache: State3,
    /// Whether background tasks are worked on.
    queue: State3,
    /// This process's memory.
    memory: State3,
    /// How fast the database and Redis answer.
    response_time: State3,
}

/// A part's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State3 {
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
        database: if database.healthy { State3::Ok } else { State3::Down },
        cache: if cache { State3::Ok } else { State3::Down },
        queue: match overdue {
            Some(secs) if secs <= OVERDUE_SECS => State3::Ok,
            Some(_) => State3::Degraded,
            None => State3::Down,
        },
        memory: if memory::is_short(&Env::process()) { State3::Degraded } else { State3::Ok },
        response_time: if database.took > SLOW || cache_took > SLOW { State3::Degraded } else { State3::Ok },
    };
    let healthy = database.healthy;
    let answer = Answer::of(&HealthOut { healthy, checks })?;
    Ok(if healthy { answer } else { answer.unavailable() })
}

async fn redis(app: &Services) -> (bool, Duration) {
    let started = tokio::time::Instant::now();
    let mut trip = app.redis.trip();
    trip.command(neurmatic_redis::cmd("PING"));
    let answered = trip.send(REDIS_BUDGET).await.is_ok();
    (answered, started.elapsed())
}
