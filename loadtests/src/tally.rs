//! What came back: latencies by kind, errors by what was wrong, what caches said.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

use crate::kind::Kind;

/// Longest latency that is told apart from longer ones, in microseconds.
const LONGEST_US: u64 = 120_000_000;

/// Significant digits of a latency.
const DIGITS: u8 = 3;

/// Parts that are counted apart, so that connections seldom wait for each other.
const SHARDS: usize = 16;

/// Who gave a cacheable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The edge's cache, stale for want of the origin or not.
    Edge,
    /// The application cache.
    Application,
    /// Nobody had it: it was loaded.
    Loaded,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this status, and which cache gave it.
    Answered {
        /// The status.
        status: u16,
        /// What `Cache-Status` said; none when the answer isn't cacheable.
        cache: Option<Layer>,
    },
    /// The connection broke.
    Broken,
    /// No answer in time.
    TimedOut,
}

/// A request that is over.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// What was asked.
    pub kind: Kind,
    /// What became of it.
    pub outcome: Outcome,
    /// From when it was due (or sent, where users pace themselves) to the answer's last byte.
    pub latency: Duration,
    /// How long it was kept waiting by the generator itself, past its time and with a free connection.
    pub lateness: Duration,
}

/// The counts of a run. Shared by all connections.
#[derive(Debug)]
pub struct Tally {
    shards: Vec<Mutex<Counts>>,
}

/// The counts at a moment.
#[derive(Clone, Debug)]
pub struct Counts {
    /// All requests' latencies, in microseconds.
    pub all: Histogram<u64>,
    /// The same by kind, in the order of [`Kind::ALL`].
    pub by_kind: Vec<OfKind>,
    /// The generator's lateness, in microseconds.
    pub lateness: Histogram<u64>,
    /// Errors by what was wrong, such as `articles.list 503`.
    pub errors: BTreeMap<String, u64>,
    /// Requests without an answer, and answers of 400 and more that weren't expected.
    pub failed: u64,
}

/// One kind's counts.
#[derive(Clone, Debug)]
pub struct OfKind {
    /// Latencies in microseconds.
    pub latency: Histogram<u64>,
    /// Answers that weren't what was asked for.
    pub errors: u64,
    /// Answers from the edge's cache.
    pub edge_hits: u64,
    /// Answers from the application cache.
    pub hits: u64,
    /// Cacheable answers that had to be loaded.
    pub misses: u64,
}

/// A histogram's usual figures, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    /// Mean.
    pub mean_ms: f64,
    /// Half kept to this.
    pub p50_ms: f64,
    /// 95 % kept to this.
    pub p95_ms: f64,
    /// 99 % kept to this.
    pub p99_ms: f64,
    /// 99.9 % kept to this.
    pub p999_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

impl Latency {
    /// Reads a histogram of microseconds.
    #[must_use]
    pub fn of(histogram: &Histogram<u64>) -> Self {
        let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1000.0;
        Self {
            mean_ms: histogram.mean() / 1000.0,
            p50_ms: at(0.5),
            p95_ms: at(0.95),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
            max_ms: histogram.max() as f64 / 1000.0,
        }
    }
}

fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_max(LONGEST_US, DIGITS)?)
}

impl Counts {
    fn new() -> anyhow::Result<Self> {
        let of_kind =
            || anyhow::Ok(OfKind { latency: histogram()?, errors: 0, edge_hits: 0, hits: 0, misses: 0 });
        Ok(Self {
            all: histogram()?,
            by_kind: Kind::ALL.iter().map(|_| of_kind()).collect::<Result<_, _>>()?,
            lateness: histogram()?,
            errors: BTreeMap::new(),
            failed: 0,
        })
    }

    fn record(&mut self, done: Done) {
        let micros = |duration: Duration| u64::try_from(duration.as_micros()).unwrap_or(LONGEST_US);
        self.all.saturating_record(micros(done.latency));
        self.lateness.saturating_record(micros(done.lateness));
        let Some(of) = self.by_kind.get_mut(done.kind.index()) else { return };
        of.latency.saturating_record(micros(done.latency));
        let wrong = match done.outcome {
            Outcome::Answered { status, cache } => {
                match cache {
                    Some(Layer::Edge) => of.edge_hits += 1,
                    Some(Layer::Application) => of.hits += 1,
                    Some(Layer::Loaded) => of.misses += 1,
                    None => {}
                }
                (!done.kind.expects(status)).then(|| status.to_string())
            }
            Outcome::Broken => Some("connection broken".to_owned()),
            Outcome::TimedOut => Some("no answer in time".to_owned()),
        };
        if let Some(wrong) = wrong {
            of.errors += 1;
            let failed = !matches!(done.outcome, Outcome::Answered { status: ..400, .. });
            self.failed += u64::from(failed);
            *self.errors.entry(format!("{} {wrong}", done.kind.name())).or_default() += 1;
        }
    }

    fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        self.all.add(&other.all)?;
        self.lateness.add(&other.lateness)?;
        for (mine, theirs) in self.by_kind.iter_mut().zip(&other.by_kind) {
            mine.latency.add(&theirs.latency)?;
            mine.errors += theirs.errors;
            mine.edge_hits += theirs.edge_hits;
            mine.hits += theirs.hits;
            mine.misses += theirs.misses;
        }
        for (what, count) in &other.errors {
            *self.errors.entry(what.clone()).or_default() += count;
        }
        self.failed += other.failed;
        Ok(())
    }

    /// Requests that are over.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.all.len()
    }

    /// Answers that weren't what was asked for, and missing ones.
    #[must_use]
    pub fn error_count(&self) -> u64 {
        self.by_kind.iter().map(|of| of.errors).sum()
    }

    /// Errors as a share of all requests, 0 to 1.
    #[must_use]
    pub fn error_share(&self) -> f64 {
        self.error_count() as f64 / (self.requests().max(1)) as f64
    }

    /// Of what caches may answer, the share that didn't get its answer, 0 to 1.
    #[must_use]
    pub fn unanswered_share(&self) -> f64 {
        let cacheable = Kind::ALL.iter().zip(&self.by_kind).filter(|(kind, _)| !kind.is_signed_in());
        let (errors, requests) = cacheable
            .fold((0, 0), |(errors, requests), (_, of)| (errors + of.errors, requests + of.latency.len()));
        errors as f64 / requests.max(1) as f64
    }

    /// Failed requests as a share of all, 0 to 1.
    #[must_use]
    pub fn failed_share(&self) -> f64 {
        self.failed as f64 / (self.requests().max(1)) as f64
    }

    /// The application cache's hits as a share of what it was asked for, 0 to 1.
    #[must_use]
    pub fn hit_share(&self) -> f64 {
        let [_, hits, misses] = self.by_layer();
        hits as f64 / (hits + misses).max(1) as f64
    }

    /// Cacheable answers by who gave them: the edge, the application cache, the database.
    #[must_use]
    pub fn by_layer(&self) -> [u64; 3] {
        self.by_kind.iter().fold([0; 3], |[edge, hits, misses], of| {
            [edge + of.edge_hits, hits + of.hits, misses + of.misses]
        })
    }
}

impl Tally {
    /// An empty one.
    ///
    /// # Errors
    /// Never in practice: the histograms' bounds are constants.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { shards: (0..SHARDS).map(|_| Counts::new().map(Mutex::new)).collect::<Result<_, _>>()? })
    }

    /// Counts a request; `by` is the number of the connection or user.
    pub fn record(&self, by: usize, done: Done) {
        if let Some(shard) = self.shards.get(by % SHARDS) {
            shard.lock().unwrap_or_else(PoisonError::into_inner).record(done);
        }
    }

    /// All that was counted so far.
    ///
    /// # Errors
    /// Never in practice: all histograms have the same bounds.
    pub fn counts(&self) -> anyhow::Result<Counts> {
        let mut all = Counts::new()?;
        for shard in &self.shards {
            all.add(&shard.lock().unwrap_or_else(PoisonError::into_inner))?;
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(kind: Kind, outcome: Outcome) -> Done {
        Done { kind, outcome, latency: Duration::from_millis(5), lateness: Duration::ZERO }
    }

    #[test]
    fn refusals_and_faults_are_errors_by_their_kind() {
        let tally = Tally::new().unwrap();
        let answered = |status| Outcome::Answered { status, cache: None };
        for (by, outcome) in
            [answered(200), answered(429), answered(503), answered(503), Outcome::Broken, Outcome::TimedOut]
                .into_iter()
                .enumerate()
        {
            tally.record(by, done(Kind::ArticleList, outcome));
        }
        tally.record(0, done(Kind::Apply, answered(409)));
        tally.record(0, done(Kind::Topic, answered(304)));
        let counts = tally.counts().unwrap();
        let errors: Vec<_> = counts.errors.iter().map(|(what, count)| (what.as_str(), *count)).collect();
        assert_eq!(
            errors,
            [
                ("articles.list 429", 1),
                ("articles.list 503", 2),
                ("articles.list connection broken", 1),
                ("articles.list no answer in time", 1),
                ("forum.topic 304", 1),
            ]
        );
        assert_eq!((counts.requests(), counts.error_count(), counts.failed), (8, 6, 5));
    }

    #[test]
    fn the_hit_rate_is_of_what_could_be_a_hit() {
        let tally = Tally::new().unwrap();
        let edge = [Some(Layer::Edge); 4];
        let behind = [
            Some(Layer::Application),
            Some(Layer::Application),
            Some(Layer::Application),
            Some(Layer::Loaded),
            None,
        ];
        for (by, cache) in edge.into_iter().chain(behind).enumerate() {
            tally.record(by, done(Kind::Article, Outcome::Answered { status: 200, cache }));
        }
        let counts = tally.counts().unwrap();
        assert_eq!(counts.by_layer(), [4, 3, 1]);
        assert!((counts.hit_share() - 0.75).abs() < 1e-9);
    }

    #[test]
    fn who_is_signed_in_is_not_counted_where_caches_are_judged() {
        let tally = Tally::new().unwrap();
        for (by, kind, outcome) in [
            (0, Kind::Vote, Outcome::Broken),
            (1, Kind::Topic, Outcome::Broken),
            (2, Kind::Topic, Outcome::Answered { status: 200, cache: Some(Layer::Edge) }),
        ] {
            tally.record(by, done(kind, outcome));
        }
        assert!((tally.counts().unwrap().unanswered_share() - 0.5).abs() < 1e-9);
    }
}
