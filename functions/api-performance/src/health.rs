//! Whether the platform can do its work. Public: it names no version and no size, and a flood of questions costs a look a second.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use neurmatic_db::queues;
use neurmatic_http::{Answer, Problem, Services};
use neurmatic_memory::{Monitor, Verdict};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// Above this a dependency's answer counts as slow.
const SLOW: Duration = Duration::from_millis(200);

/// How long each check may take; all run at once. The trip to Redis that every request makes before has 250 ms, and errors that wait
/// to be told have 300 ms after a 503: that makes 950 ms, so there is an answer within a second, whatever is silent.
const CHECK_WITHIN: Duration = Duration::from_millis(400);

/// For how long a look is told again: anybody may ask as often as they like, and each question to the queues is paid for.
const REMEMBERED: Duration = Duration::from_secs(1);

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

/// What the dependencies answered.
#[derive(Clone, Copy)]
struct Looked {
    at: Instant,
    database: bool,
    cache: bool,
    delivery: bool,
    overdue_secs: Option<i64>,
    /// How long the slowest of the database, Redis and the queues took.
    slowest: Duration,
}

/// What a process saw when it looked last. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct LastLook(Arc<Mutex<Option<Looked>>>);

impl LastLook {
    /// The last look, or a new one when that is old. One looks at a time; whoever asks meanwhile waits for that look.
    async fn or<F: Future<Output = Looked>>(&self, look: impl FnOnce() -> F) -> Looked {
        let mut last = self.0.lock().await;
        match last.filter(|looked| looked.at.elapsed() < REMEMBERED) {
            Some(looked) => looked,
            None => {
                let looked = look().await;
                *last = Some(looked);
                looked
            }
        }
    }
}

/// The platform's health: 200, or 503 when requests can't be answered.
pub(crate) async fn health(
    last: LastLook,
    State(app): State<Services>,
) -> Result<Answer<HealthOut>, Problem> {
    let looked = last.or(|| look(&app)).await;
    let checks = Checks {
        database: state(looked.database),
        cache: state(looked.cache),
        queue: queue(looked.delivery, looked.overdue_secs),
        memory: memory(&app.memory),
        response_time: if looked.slowest > SLOW { PartState::Degraded } else { PartState::Ok },
    };
    let healthy = looked.database;
    let answer = Answer::of(&HealthOut { healthy, checks })?;
    Ok(if healthy { answer } else { answer.unavailable() })
}

async fn look(app: &Services) -> Looked {
    let (database, cache, delivery, overdue_secs) =
        tokio::join!(database(app), redis(app), delivery(app), overdue(app));
    Looked {
        at: Instant::now(),
        database: database.answer,
        cache: cache.answer,
        delivery: delivery.answer,
        overdue_secs,
        slowest: database.took.max(cache.took).max(delivery.took),
    }
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
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_asks_during_a_look_or_within_a_second_of_it_gets_that_one() {
        let (last, looks) = (LastLook::default(), AtomicU32::new(0));
        let ask = || {
            last.or(|| async {
                looks.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(CHECK_WITHIN).await;
                let (at, overdue_secs, slowest) = (Instant::now(), Some(0), CHECK_WITHIN);
                Looked { at, database: true, cache: true, delivery: true, overdue_secs, slowest }
            })
        };
        tokio::join!(ask(), ask(), ask());
        ask().await;
        assert_eq!(looks.load(Ordering::SeqCst), 1);
        tokio::time::advance(REMEMBERED).await;
        assert!(timeout(CHECK_WITHIN / 2, ask()).await.is_err(), "who asked went away");
        tokio::join!(ask(), ask());
        assert_eq!(looks.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn queues_are_well_when_they_answer_and_somebody_works_on_them() {
        assert_eq!(queue(true, Some(OVERDUE_SECS)), PartState::Ok);
        assert_eq!(queue(true, Some(OVERDUE_SECS + 1)), PartState::Degraded);
        assert_eq!((queue(false, Some(0)), queue(true, None)), (PartState::Down, PartState::Down));
    }
}
