//! Whether the platform can do its work. Public: it names no version and no size.

use std::time::Duration;

use axum::extract::State;
use neurmatic_db::queues;
use neurmatic_http::{Answer, Problem, Services};
use neurmatic_memory::{Monitor, Verdict};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::{Instant, timeout};

/// Above this a dependency's answer counts as slow.
const SLOW: Duration = Duration::from_millis(200);

/// How long each check may take; all run at once. The trip to Redis that every request makes before has 250 ms: so there is an
/// answer within a second, whatever is silent.
const CHECK_WITHIN: Duration = Duration::from_millis(600);

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
    /// Whether background tasks are worked on, and their queues answer. Without them tasks wait, and nothing is lost.
    queue: PartState,
    /// The memory of the process that answers: whether it leaks, or most of what there is is used.
    memory: PartState,
    /// How fast the database, Redis and the queues answer.
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

/// What a dependency answered, and how long that took.
struct Asked<T> {
    answer: T,
    took: Duration,
}

/// The platform's health: 200, or 503 when requests can't be answered.
pub(crate) async fn health(State(app): State<Services>) -> Result<Answer<HealthOut>, Problem> {
    let (database, cache, delivery, overdue) =
        tokio::join!(database(&app), redis(&app), delivery(&app), overdue(&app));
    let slowest = database.took.max(cache.took).max(delivery.took);
    let checks = Checks {
        database: state(database.answer),
        cache: state(cache.answer),
        queue: queue(delivery.answer, overdue),
        memory: memory(&app.memory),
        response_time: if slowest > SLOW { PartState::Degraded } else { PartState::Ok },
    };
    let healthy = database.answer;
    let answer = Answer::of(&HealthOut { healthy, checks })?;
    Ok(if healthy { answer } else { answer.unavailable() })
}

fn state(answers: bool) -> PartState {
    if answers { PartState::Ok } else { PartState::Down }
}

/// Down where the queues don't answer, or the database can't say how long tasks have been waiting.
fn queue(answers: bool, overdue_secs: Option<i64>) -> PartState {
    match overdue_secs {
        Some(_) if !answers => PartState::Down,
        Some(secs) if secs > OVERDUE_SECS => PartState::Degraded,
        Some(_) => PartState::Ok,
        None => PartState::Down,
    }
}

/// Degraded while memory leaks, or most of what there is is used.
fn memory(monitor: &Monitor) -> PartState {
    if monitor.verdict() == Verdict::Leaking || monitor.is_high() {
        PartState::Degraded
    } else {
        PartState::Ok
    }
}

async fn timed<T>(asking: impl Future<Output = T>) -> Asked<T> {
    let started = Instant::now();
    let answer = asking.await;
    Asked { answer, took: started.elapsed() }
}

async fn database(app: &Services) -> Asked<bool> {
    let health = app.db.health(CHECK_WITHIN).await;
    Asked { answer: health.healthy, took: health.took }
}

async fn redis(app: &Services) -> Asked<bool> {
    let mut trip = app.redis.trip();
    trip.command(neurmatic_redis::cmd("PING"));
    timed(async { trip.send(CHECK_WITHIN).await.is_ok() }).await
}

/// Where a process that polls the outbox delivers the tasks there are no queues to be asked.
async fn delivery(app: &Services) -> Asked<bool> {
    timed(async {
        match &app.sender {
            Some(sender) => sender.is_answered(CHECK_WITHIN).await,
            None => true,
        }
    })
    .await
}

/// For how long the most overdue task has been waiting, in seconds; none when the database doesn't say.
async fn overdue(app: &Services) -> Option<i64> {
    timeout(CHECK_WITHIN, queues::overdue_secs(&app.db)).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queues_are_well_when_they_answer_and_somebody_works_on_them() {
        assert_eq!(queue(true, Some(OVERDUE_SECS)), PartState::Ok);
        assert_eq!(queue(true, Some(OVERDUE_SECS + 1)), PartState::Degraded);
        assert_eq!((queue(false, Some(0)), queue(true, None)), (PartState::Down, PartState::Down));
    }
}
