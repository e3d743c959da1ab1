//! An incident minute by minute at the real parts: requests are noted as functions note them, tasks wait in the outbox, instances
//! tell of their memory, and `alerts:evaluate` and `alerts:tell` are delivered as ever. The clock alone is ours, so that an hour
//! passes in seconds. For the tests, and for the benchmark.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_cdn::Clock;
use neurmatic_http::Services;
use neurmatic_redis::cmd;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::operate::{self, Operator};
use neurmatic_tasks::{Outcome, Queue, Worker, schedules};
use neurmatic_telemetry::{CacheOutcome, RequestRecord, minute_of};
use neurmatic_testing::World;
use serde_json::json;
use tasks::TaskState;

use crate::sentry::Sentry;

/// Requests of each minute.
pub(crate) const REQUESTS: u64 = 200;

/// Of the quiet time before, each tenth minute is judged: that notes the minutes before it, too.
const JUDGED_EVERY: i64 = 10;

/// How long a call may take that isn't looked at.
const PATIENCE: Duration = Duration::from_secs(10);

const MORE: &str = "INSERT INTO outbox (id, task, queue, payload)
    SELECT gen_random_uuid(), 'badge:check', 'bulk', '{}' FROM generate_series(1, $1::int8)";
const FEWER: &str =
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE queue = 'bulk' LIMIT $1::int8)";

/// What a minute brings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Minute {
    /// Requests that are answered with 500.
    pub(crate) failed: u64,
    /// How long each request takes.
    pub(crate) took_ms: u64,
    /// Tasks that wait in the queue `bulk` at its end.
    pub(crate) waiting: i64,
    /// Whether an instance says at its end that it leaks.
    pub(crate) is_leaking: bool,
}

impl Minute {
    /// One in which nothing is wrong.
    pub(crate) const QUIET: Self = Self { failed: 0, took_ms: 40, waiting: 0, is_leaking: false };
}

/// The minutes in which a rule's alert was told, and told to be over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) opened: Vec<i64>,
    pub(crate) over: Vec<i64>,
}

/// A platform to which an incident happens.
pub(crate) struct Replay {
    world: World,
    services: Services,
    worker: Worker,
    sentry: Sentry,
    /// What the clock shows, in seconds since 1970.
    now: Arc<AtomicI64>,
    /// The next minute, since 1970.
    minute: i64,
    /// Tasks that wait in the queue `bulk`.
    waiting: i64,
}

impl Replay {
    /// One that has been quiet for so many minutes.
    pub(crate) async fn after_quiet(minutes: i64) -> Self {
        let (world, sentry) = (World::new().await, Sentry::default());
        // Who else uses this Postgres isn't part of the incident: its own checks are left out.
        let env = world.env().with("SENTRY_DSN", &sentry.start().await).with("DATABASE_MONITOR_URL", "");
        let services = Services::from_env(&env).unwrap();
        let now = Arc::new(AtomicI64::new(0));
        let shown = Arc::clone(&now);
        let clock = Clock::new(move || Timestamp::from_second(shown.load(Ordering::SeqCst)).unwrap());
        let state = TaskState::from_env(&env, services.clone()).unwrap();
        let worker = Worker::new(services.db.clone(), tasks::registry(TaskState { clock, ..state }));
        // What piles up must not be worked off.
        operate::set_paused(&services.db, Operator::CommandLine, Queue::Bulk, true).await.unwrap();
        // Yesterday, so that all of it has been.
        let minute = minute_of(Timestamp::now()) - 24 * 60;
        let mut replay = Self { world, services, worker, sentry, now, minute, waiting: 0 };
        for n in 1..=minutes {
            replay.bring(&Minute::QUIET).await;
            if n % JUDGED_EVERY == 0 {
                replay.judge().await;
            }
        }
        replay
    }

    /// The minute that is next, since 1970.
    pub(crate) fn next_minute(&self) -> i64 {
        self.minute
    }

    /// One minute more, which is judged when it is over.
    pub(crate) async fn minute(&mut self, brought: &Minute) {
        self.bring(brought).await;
        self.judge().await;
    }

    /// What was told of minutes from this one on, by rule. Minutes count from it.
    pub(crate) fn told_since(&self, first: i64) -> BTreeMap<String, Told> {
        let mut told = BTreeMap::<String, Told>::new();
        for event in self.sentry.told() {
            // A minute is judged when the next one begins.
            let minute = event["timestamp"].as_i64().unwrap() / 60 - 1 - first;
            if minute < 0 {
                continue;
            }
            let of_rule = told.entry(event["tags"]["alert"].as_str().unwrap().to_owned()).or_default();
            let list = if event["level"] == "info" { &mut of_rule.over } else { &mut of_rule.opened };
            list.push(minute);
        }
        told
    }

    async fn bring(&mut self, brought: &Minute) {
        let at = Timestamp::from_second(self.minute * 60).unwrap();
        for n in 0..REQUESTS {
            let status = if n < brought.failed { 500 } else { 200 };
            self.services.telemetry.request_at(&request(status, brought.took_ms), at);
        }
        self.services.telemetry.flush(PATIENCE).await;
        self.wait(brought.waiting).await;
        self.tell_memory(brought.is_leaking).await;
        self.minute += 1;
        self.now.store(self.minute * 60, Ordering::SeqCst);
    }

    /// Has so many tasks wait.
    async fn wait(&mut self, waiting: i64) {
        let (sql, tasks) = if waiting > self.waiting {
            (MORE, waiting - self.waiting)
        } else {
            (FEWER, self.waiting - waiting)
        };
        if tasks > 0 {
            self.world.owner().execute(sql, &[&tasks]).await.unwrap();
        }
        self.waiting = waiting;
    }

    /// Has an instance tell of its memory.
    async fn tell_memory(&self, is_leaking: bool) {
        let verdict = if is_leaking { "leaking" } else { "steady" };
        let report = json!({
            "instance": "one", "function": "api-articles", "atSecs": Timestamp::now().as_second(), "uptimeSecs": 0,
            "requests": 0, "cpuMs": 0, "verdict": verdict, "reason": "", "isHigh": false, "limitBytes": null,
            "liveBytes": 0, "keptBytes": 0, "activeBytes": 0, "residentBytes": 0, "rssBytes": 0, "peakBytes": 0,
            "meanLiveBytes": 0, "meanRssBytes": 0, "growthPerRequest": 0.0, "growthPerMinute": 0.0, "sites": [],
        });
        let mut tell = cmd("HSET");
        tell.arg(self.services.redis.key("instances")).arg("one").arg(report.to_string());
        let mut trip = self.services.redis.trip();
        trip.command(tell);
        trip.send(PATIENCE).await.unwrap();
    }

    async fn judge(&self) {
        schedules::of("alerts:evaluate").unwrap().fire(&self.services.db).await.unwrap();
        for delivery in run_due_now(&self.worker).await.unwrap() {
            assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
        }
    }
}

/// A request that was answered so.
pub(crate) fn request(status: u16, took_ms: u64) -> RequestRecord<'static> {
    RequestRecord {
        operation: "articles.list",
        status,
        took: Duration::from_millis(took_ms),
        database: Duration::from_millis(5),
        redis: Duration::from_millis(1),
        queries: 1,
        n_plus_one: false,
        cache: CacheOutcome::Bypass,
        request_id: "r-1",
        trace_id: None,
        edge_ray: None,
    }
}
