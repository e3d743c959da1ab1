//! The door: a process makes one telemetry and shares it.
//!
//! Noting a record makes no call and waits for nothing. What is counted leaves with the next request's trip to Redis, by
//! the flushes of a process that lives on, and when a process is told to end.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_config::{AppEnv, Telemetry as Settings};
use neurmatic_memory::resident_bytes;
use neurmatic_redis::{Answers, Redis, Trip, Unavailable};
use tokio::time::Instant;

use crate::cloudwatch::CloudWatch;
use crate::data::{self, Data, micros};
use crate::emf;
use crate::errors::{AlertEvent, ErrorEvent, Errors, Place};
use crate::live::{Carried, Live, note_time};
use crate::log::{self, Sampling};
use crate::meter::{self, Meter};
use crate::reading::minute_of;
use crate::record::{CacheCounts, CacheOutcome, RequestRecord, TaskRecord};
use crate::sentry::Sentry;
use crate::tally::{Kind, Series};

/// How long one round trip of a flush may take.
const TRIP_BUDGET: Duration = Duration::from_millis(250);

/// How long one call of CloudWatch may take.
const PUT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a request that failed waits until that is told.
const ERRORS_WITHIN: Duration = Duration::from_millis(300);

/// What is noted of requests and tasks in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Telemetry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    function: OnceLock<&'static str>,
    /// The next request is the first of its environment.
    is_cold: AtomicBool,
    sampling: Sampling,
    live: Live,
    redis: Redis,
    /// Where metrics wait to be sent, in a process whose log nobody takes them from.
    meter: Option<(Meter, CloudWatch)>,
    /// The minute in which they were last to be sent: one that fails is tried again in the next.
    put_in: AtomicI64,
    cloudwatch: Option<CloudWatch>,
    errors: Errors,
    /// How far the cache's counts were when they were last noted.
    caches: Mutex<HashMap<(&'static str, &'static str), u64>>,
}

impl Telemetry {
    /// A process's telemetry; nothing connects yet.
    #[must_use]
    pub fn new(settings: Settings, redis: Redis) -> Self {
        let namespace = settings.namespace.as_str();
        let cloudwatch = settings.cloudwatch.clone().map(|of| CloudWatch::new(of, namespace));
        let meter = cloudwatch.clone().filter(|_| !settings.is_on_lambda);
        let place = settings.sentry.clone().map(|of| Box::new(Sentry::new(of)) as Box<dyn Place>);
        let environment: AppEnv = settings.environment;
        Self(Arc::new(Inner {
            function: OnceLock::new(),
            is_cold: AtomicBool::new(settings.is_on_lambda),
            sampling: Sampling::default(),
            live: Live::new(redis.clone()),
            redis,
            meter: meter.map(|cloudwatch| (Meter::default(), cloudwatch)),
            put_in: AtomicI64::new(0),
            cloudwatch,
            errors: Errors::new(place, settings.release.clone(), environment),
            caches: Mutex::default(),
            settings,
        }))
    }

    /// Says which program this is. The first to say so is right.
    pub fn serve_as(&self, function: &'static str) {
        let _said_before = self.0.function.set(function);
    }

    /// CloudWatch, where there is one to be asked.
    #[must_use]
    pub fn cloudwatch(&self) -> Option<&CloudWatch> {
        self.0.cloudwatch.as_ref()
    }

    /// Whether a record is written as a line for CloudWatch, with its details: then nobody needs another line.
    #[must_use]
    pub fn writes_lines(&self) -> bool {
        self.0.settings.is_on_lambda
    }

    /// Notes a request that was answered: its line, its metrics, its live figures.
    pub fn request(&self, record: &RequestRecord<'_>) {
        self.request_at(record, Timestamp::now());
    }

    /// The same at a time of the caller's, for tests and measurements.
    pub fn request_at(&self, record: &RequestRecord<'_>, at: Timestamp) {
        let inner = &*self.0;
        let is_cold = inner.is_cold.load(Relaxed) && inner.is_cold.swap(false, Relaxed);
        let stands_for = inner.sampling.stands_for(record);
        let minute = minute_of(at);
        if inner.settings.is_on_lambda || inner.meter.is_some() {
            // A look at the memory is a system call: it belongs to the details.
            let resident = stands_for.and_then(|_| resident_bytes());
            let data = data::of_request(record, inner.function.get().copied(), is_cold, resident);
            if inner.settings.is_on_lambda {
                let mut line = emf::Line::of(&data, &inner.settings.namespace, at);
                if let Some(requests) = stands_for {
                    line.request(record, requests);
                }
                write(&line.ended());
            }
            self.meter(minute, &data);
        }
        if !inner.settings.is_on_lambda {
            log::request(record, stands_for);
        }
        let series = Series { kind: Kind::Operation, name: record.operation };
        inner.live.note(minute, series, |tally| {
            let took_us = note_time(&mut tally.took_us, record.took);
            tally.add("us", took_us);
            tally.add(data::status_class(record.status), 1);
            tally.add("redis_us", micros(record.redis));
            tally.add("database_us", micros(record.database));
            tally.add("queries", record.queries.into());
            tally.add("n_plus_one", record.n_plus_one.into());
            tally.add("cold", is_cold.into());
            if record.cache != CacheOutcome::Bypass {
                tally.add(record.cache.as_str(), 1);
            }
        });
    }

    /// Notes an attempt at a task.
    pub fn task(&self, record: &TaskRecord<'_>) {
        let inner = &*self.0;
        let at = Timestamp::now();
        let minute = minute_of(at);
        if inner.settings.is_on_lambda || inner.meter.is_some() {
            let data = data::of_task(record);
            if inner.settings.is_on_lambda {
                let mut line = emf::Line::of(&data, &inner.settings.namespace, at);
                line.task(record);
                write(&line.ended());
            }
            self.meter(minute, &data);
        }
        let series = Series { kind: Kind::Task, name: record.task };
        inner.live.note(minute, series, |tally| {
            let took_us = note_time(&mut tally.took_us, record.took);
            tally.add("us", took_us);
            tally.add(record.outcome.as_str(), 1);
            tally.add("database_us", micros(record.database));
            tally.add("queries", record.queries.into());
        });
    }

    /// Notes how far the application cache's counts are; what was noted before isn't counted again.
    pub fn caches(&self, caches: &[CacheCounts]) {
        let minute = minute_of(Timestamp::now());
        let mut known = self.0.caches.lock().unwrap_or_else(PoisonError::into_inner);
        for CacheCounts { namespace, counts } in caches {
            let grown: Vec<(&'static str, u64)> = counts
                .iter()
                .filter_map(|(name, now)| {
                    let before = known.insert((*namespace, *name), *now).unwrap_or_default();
                    let more = now.saturating_sub(before);
                    (more > 0).then_some((*name, more))
                })
                .collect();
            if !grown.is_empty() {
                let series = Series { kind: Kind::Cache, name: namespace };
                self.0.live.note(minute, series, |tally| {
                    grown.iter().for_each(|(name, more)| tally.add(name, *more));
                });
            }
        }
    }

    /// Notes that a limit refused a request: because it is used up, or (`is_closed`) because it can't be counted now.
    pub fn limited(&self, limit: &'static str, is_closed: bool) {
        let series = Series { kind: Kind::Limit, name: limit };
        let count = if is_closed { "closed" } else { "denied" };
        self.0.live.note(minute_of(Timestamp::now()), series, |tally| tally.add(count, 1));
    }

    /// Notes an error that somebody should look at.
    pub fn error(&self, event: &ErrorEvent<'_>) {
        self.0.errors.note(event, self.0.function.get().copied());
    }

    /// Tells the errors that were noted, within 300 ms. Without any it returns at once.
    pub async fn tell_errors(&self) {
        self.0.errors.flush(ERRORS_WITHIN).await;
    }

    /// Tells an alert, waiting for it. Whether it arrived; where nobody is told of anything it has.
    pub async fn tell_alert(&self, event: &AlertEvent<'_>, within: Duration) -> bool {
        self.0.errors.tell_alert(event, within).await
    }

    /// Whether the next trip to Redis would carry live figures.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.0.live.is_due()
    }

    /// Adds the live figures to a trip, if they are due; to one that goes anyway.
    pub fn carry(&self, trip: &mut Trip) -> Option<Carried> {
        if trip.is_empty() { None } else { self.0.live.carry(trip) }
    }

    /// Takes the answer of a trip that carried live figures.
    pub fn settled(&self, carried: Option<Carried>, answers: Result<&mut Answers, &mut Unavailable>) {
        if let Some(carried) = carried {
            self.0.live.settled(carried, answers);
        }
    }

    /// Sends whatever waits, as far as the time allows: when a process is told to end.
    pub async fn flush(&self, within: Duration) {
        self.flush_before(i64::MAX, within).await;
    }

    /// The same but for metrics of the current minute, so that CloudWatch is called once a minute: what a process that lives
    /// on does from time to time.
    pub async fn flush_ended(&self, within: Duration) {
        self.flush_before(minute_of(Timestamp::now()), within).await;
    }

    async fn flush_before(&self, minute: i64, within: Duration) {
        let until = Instant::now() + within;
        let left = || until.saturating_duration_since(Instant::now());
        while self.0.live.has_some() && !left().is_zero() {
            let mut trip = self.0.redis.trip();
            let Some(carried) = self.0.live.carry_now(&mut trip) else { break };
            // What comes meanwhile has its turn the next time: under load there is always something.
            let is_all = carried.is_all();
            let mut answers = trip.send(left().min(TRIP_BUDGET)).await;
            if !self.0.live.settled(carried, answers.as_mut()) || is_all {
                break;
            }
        }
        let is_last = minute == i64::MAX;
        if let Some((meter, cloudwatch)) = &self.0.meter
            && (is_last || self.0.put_in.swap(minute, Relaxed) != minute)
        {
            put(meter, cloudwatch, minute, until).await;
        }
        self.0.errors.flush(left()).await;
    }

    fn meter(&self, minute: i64, data: &Data) {
        if let Some((meter, _)) = &self.0.meter {
            meter.note(minute, data);
        }
    }
}

/// Puts what waits of the minutes before this one. What could not be put waits on.
async fn put(meter: &Meter, cloudwatch: &CloudWatch, minute: i64, until: Instant) {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let taken = if left.is_zero() { Vec::new() } else { meter.take(minute) };
        if taken.is_empty() {
            return;
        }
        if let Err(error) = cloudwatch.put(&meter::data(&taken), left.min(PUT_TIMEOUT)).await {
            meter.give_back(taken);
            tracing::warn!(%error, "metrics wait for CloudWatch");
            return;
        }
    }
}

/// Writes a line to standard output at once, where Lambda takes it from.
fn write(line: &str) {
    // A log that can't be written can't be complained about.
    let _unwritten = std::io::stdout().lock().write_all(line.as_bytes());
}
