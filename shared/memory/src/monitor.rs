//! Watches a process: counts its requests, looks at its memory now and then, and acts on what that means.
//!
//! A request pays for a count and a look at the clock. Each 256th pays for a snapshot, some tens of microseconds, and of
//! those each fourth for a judgement. A leak's place is looked for by a thread of its own, once in a process's life: it takes up
//! to a second, and where a process stands still between its requests it goes on beside the next ones.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::history::{EVERY_REQUESTS, History};
use crate::profile::{self, Site};
use crate::report::{HIGH_PERCENT, Report};
use crate::snapshot::Snapshot;
use crate::verdict::{Bounds, Finding, Verdict};
use crate::{jemalloc, process};

/// A request after which so much more is held is logged, in bytes: 10,240 KB, as in the source document.
const REQUEST_GROWTH_MAX: i64 = 10_240 * 1024;

/// Free pages are given back at most so often.
const RELEASE_PAUSE: Duration = Duration::from_secs(60);

/// How long one call samples where memory is allocated before that says something, in requests.
const SAMPLED_REQUESTS_MIN: u64 = 1_024;

/// What caches hold that know their bound, in bytes.
type Kept = Box<dyn Fn() -> u64 + Send + Sync>;

/// What a monitor needs to know.
pub struct Settings {
    /// The function that this process is of.
    pub function: String,
    /// What the process may use, in bytes; `None` where nothing bounds it.
    pub limit_bytes: Option<u64>,
    /// Whether it has one request at a time.
    pub one_at_a_time: bool,
    /// What its bounded caches hold, in bytes, by their own account.
    pub kept: Kept,
}

/// Watches a process. Cheap to clone.
#[derive(Clone)]
pub struct Monitor(Arc<Inner>);

struct Inner {
    settings: Settings,
    instance: String,
    bounds: Bounds,
    started: Instant,
    requests: AtomicU64,
    /// The request and the time, in milliseconds since the start, with which the next snapshot is due.
    due_at_request: AtomicU64,
    due_at_ms: AtomicU64,
    /// Whether there is a report that was not handed out.
    is_fresh: AtomicBool,
    seen: Mutex<Seen>,
}

/// What was seen so far.
struct Seen {
    history: History,
    latest: Snapshot,
    finding: Finding,
    /// Since which request allocations are sampled.
    sampled_since: Option<u64>,
    /// Whether a leak's place is or was looked for: once in a process's life. Whoever looks ends the sampling.
    has_looked: bool,
    sites: Vec<Site>,
    released_at: Option<Instant>,
}

/// A request that has begun.
#[derive(Debug)]
pub struct Begun(Option<i64>);

impl Monitor {
    /// Begins to watch this process.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let bounds = if settings.one_at_a_time { Bounds::one_at_a_time() } else { Bounds::many_at_once() };
        Self(Arc::new(Inner {
            settings,
            instance: Uuid::now_v7().to_string(),
            bounds,
            started: Instant::now(),
            requests: AtomicU64::new(0),
            due_at_request: AtomicU64::new(EVERY_REQUESTS),
            due_at_ms: AtomicU64::new(0),
            is_fresh: AtomicBool::new(false),
            seen: Mutex::new(Seen {
                history: History::default(),
                latest: Snapshot::default(),
                finding: Finding::default(),
                sampled_since: None,
                has_looked: false,
                sites: Vec::new(),
                released_at: None,
            }),
        }))
    }

    /// The name of this instance.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.0.instance
    }

    /// A request begins.
    #[must_use]
    pub fn begin(&self) -> Begun {
        // Where many are served at once nobody knows whose the memory is.
        Begun(self.0.settings.one_at_a_time.then(jemalloc::thread_bytes).flatten())
    }

    /// A request has ended: counts it, and looks at the memory when it is time to.
    pub fn end(&self, operation: &str, begun: &Begun) {
        if let (Some(before), Some(now)) = (begun.0, begun.0.and_then(|_| jemalloc::thread_bytes()))
            && now - before > REQUEST_GROWTH_MAX
        {
            tracing::warn!(operation, bytes = now - before, "a request holds much memory after its end");
        }
        let inner = &self.0;
        let requests = inner.requests.fetch_add(1, Relaxed) + 1;
        let elapsed = inner.started.elapsed();
        let is_due = requests >= inner.due_at_request.load(Relaxed)
            || elapsed.as_millis() >= u128::from(inner.due_at_ms.load(Relaxed));
        if !is_due {
            return;
        }
        // Another request is looking: this one needn't.
        let Some(mut seen) = inner.seen_if_idle() else { return };
        inner.look(&mut seen, elapsed, requests);
    }

    /// The verdict so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.0.seen().finding.verdict
    }

    /// Whether the process uses more than 85 % of what it may.
    #[must_use]
    pub fn is_high(&self) -> bool {
        self.0.is_high(process::resident_bytes().unwrap_or_default())
    }

    /// What is to be said of this process now.
    #[must_use]
    pub fn report(&self) -> Report {
        let inner = &self.0;
        let now =
            Snapshot::take(inner.started.elapsed(), inner.requests.load(Relaxed), (inner.settings.kept)());
        inner.report(&inner.seen(), &now)
    }

    /// What was seen since this was asked last, once a minute and when a leak is told or ends: to be told where all instances are looked at.
    #[must_use]
    pub fn news(&self) -> Option<Report> {
        if !self.0.is_fresh.load(Relaxed) {
            return None;
        }
        // While another request looks at the memory this one needn't wait: a later one tells.
        let seen = self.0.seen_if_idle()?;
        let is_fresh = self.0.is_fresh.swap(false, Relaxed);
        is_fresh.then(|| self.0.report(&seen, &seen.latest))
    }
}

impl Inner {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        // What a panic left behind is still a list of snapshots.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was seen; none while somebody looks.
    fn seen_if_idle(&self) -> Option<MutexGuard<'_, Seen>> {
        match self.seen.try_lock() {
            Ok(seen) => Some(seen),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn is_high(&self, rss: u64) -> bool {
        self.settings.limit_bytes.is_some_and(|limit| rss * 100 >= limit * HIGH_PERCENT)
    }

    /// Takes a snapshot, judges, and acts.
    fn look(self: &Arc<Self>, seen: &mut Seen, elapsed: Duration, requests: u64) {
        let snapshot = Snapshot::take(elapsed, requests, (self.settings.kept)());
        let pushed = seen.history.push(snapshot);
        let (at_request, at) = seen.history.due();
        self.due_at_request.store(at_request, Relaxed);
        self.due_at_ms.store(u64::try_from(at.as_millis()).unwrap_or(u64::MAX), Relaxed);
        seen.latest = snapshot;
        if pushed.is_minute {
            self.is_fresh.store(true, Relaxed);
        }
        if pushed.is_to_be_judged {
            self.judge(seen, &snapshot);
        }
        let is_high = self.is_high(snapshot.rss);
        let is_rested = seen.released_at.is_none_or(|at| at.elapsed() >= RELEASE_PAUSE);
        if (is_high || seen.finding.verdict == Verdict::Fragmented) && is_rested {
            seen.released_at = Some(Instant::now());
            let has_released = jemalloc::release_free_pages();
            let rss_after = process::resident_bytes().unwrap_or_default();
            tracing::warn!(
                rss_before = snapshot.rss,
                rss_after,
                is_high,
                has_released,
                "free pages given back"
            );
        }
    }

    fn judge(self: &Arc<Self>, seen: &mut Seen, now: &Snapshot) {
        let before = seen.finding.verdict;
        seen.finding = seen.history.judge(&self.bounds);
        self.sample(seen, now.requests);
        let verdict = seen.finding.verdict;
        let is_about_a_leak = verdict == Verdict::Leaking || before == Verdict::Leaking;
        if verdict == before || !is_about_a_leak {
            return;
        }
        self.is_fresh.store(true, Relaxed);
        let (instance, function) = (&self.instance, &self.settings.function);
        let reason = &seen.finding.reason;
        if verdict == Verdict::Leaking {
            tracing::error!(instance, function, reason, live = now.live, "memory leaks");
        } else {
            tracing::info!(instance, function, ?verdict, reason, live = now.live, "memory leaks no more");
        }
    }

    /// Samples allocations from a suspicion on, and has it looked up where they were when it proves true; ends when it doesn't.
    fn sample(self: &Arc<Self>, seen: &mut Seen, requests: u64) {
        let is_leak = seen.finding.verdict == Verdict::Leaking;
        match seen.sampled_since {
            _ if seen.has_looked => {}
            None if seen.finding.is_suspected => {
                seen.sampled_since = jemalloc::begin_profile().then_some(requests);
                if seen.sampled_since.is_none() {
                    seen.has_looked = true;
                    tracing::warn!(
                        "a leak is suspected, but this program has no profiler to look for its place"
                    );
                }
            }
            Some(since) if is_leak && requests >= since + SAMPLED_REQUESTS_MIN => {
                seen.has_looked = true;
                let inner = Arc::clone(self);
                let started = thread::Builder::new().spawn(move || inner.name_sites());
                if let Err(error) = started {
                    tracing::warn!(%error, "a leak's place can't be looked for");
                    end_sampling(seen);
                }
            }
            Some(_) if !seen.finding.is_suspected => end_sampling(seen),
            _ => {}
        }
    }

    /// Names the places where what leaks was allocated, and ends the sampling.
    fn name_sites(&self) {
        let sites = profile::sites().unwrap_or_default();
        let mut seen = self.seen();
        end_sampling(&mut seen);
        tracing::error!(?sites, "memory that leaks was allocated here");
        seen.sites = sites;
        self.is_fresh.store(true, Relaxed);
    }

    fn report(&self, seen: &Seen, now: &Snapshot) -> Report {
        let (mut live, mut rss, mut count) = (0, 0, 0);
        for snapshot in seen.history.snapshots() {
            (live, rss, count) = (live + snapshot.live, rss + snapshot.rss, count + 1);
        }
        let count = count.max(1);
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let cpu_ms = process::cpu_time().unwrap_or_default().as_millis();
        Report {
            instance: self.instance.clone(),
            function: self.settings.function.clone(),
            at_secs: at.as_secs(),
            uptime_secs: now.at.as_secs(),
            requests: now.requests,
            cpu_ms: u64::try_from(cpu_ms).unwrap_or(u64::MAX),
            verdict: seen.finding.verdict,
            reason: seen.finding.reason.clone(),
            is_high: self.is_high(now.rss),
            limit_bytes: self.settings.limit_bytes,
            live_bytes: now.live,
            kept_bytes: now.kept,
            active_bytes: now.active,
            resident_bytes: now.resident,
            rss_bytes: now.rss,
            peak_bytes: process::peak_bytes().unwrap_or_default(),
            mean_live_bytes: live / count,
            mean_rss_bytes: rss / count,
            growth_per_request: seen.finding.per_request,
            growth_per_minute: seen.finding.per_minute,
            sites: seen.sites.clone(),
        }
    }
}

fn end_sampling(seen: &mut Seen) {
    if !jemalloc::end_profile() {
        tracing::warn!("allocations are still sampled");
    }
    seen.sampled_since = None;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monitor(limit_bytes: Option<u64>, one_at_a_time: bool) -> Monitor {
        Monitor::new(Settings {
            function: "api-test".to_owned(),
            limit_bytes,
            one_at_a_time,
            kept: Box::new(|| 1_000),
        })
    }

    #[test]
    fn requests_are_counted_and_the_first_is_news() {
        let monitor = monitor(None, false);
        assert!(monitor.news().is_none());
        for _ in 0..=EVERY_REQUESTS {
            monitor.end("test.get", &monitor.begin());
        }
        let news = monitor.news().unwrap();
        assert_eq!((news.function.as_str(), news.instance.as_str()), ("api-test", monitor.instance()));
        assert_eq!((news.requests, news.kept_bytes), (EVERY_REQUESTS, 1_000));
        assert!(monitor.news().is_none());
        let report = monitor.report();
        assert_eq!((report.requests, report.verdict), (EVERY_REQUESTS + 1, Verdict::WarmingUp));
        assert!(report.live_bytes > 0 && report.mean_live_bytes > 0);
        assert!(report.rss_bytes > 0 && report.resident_bytes > 0);
        assert!(!report.is_high && report.sites.is_empty());
    }

    #[test]
    fn a_process_that_nears_its_limit_is_high_and_gives_free_pages_back() {
        let monitor = monitor(Some(1), true);
        monitor.end("test.get", &monitor.begin());
        assert!(monitor.is_high() && monitor.report().is_high);
        assert!(monitor.0.seen().released_at.is_some());
    }

    #[test]
    fn what_a_request_holds_is_only_known_where_it_is_alone() {
        assert!(monitor(None, true).begin().0.is_some());
        assert!(monitor(None, false).begin().0.is_none());
    }
}
