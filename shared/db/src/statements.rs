//! What each named query cost this process so far.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// Longest time that is told apart from longer ones, in microseconds; no statement may take that long.
const LONGEST_US: u64 = 60_000_000;

/// Significant digits of a time: percentiles are exact to one part in a hundred.
const DIGITS: u8 = 2;

/// One named query's times; waiting for a connection is not a part of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementStats {
    /// The query's name: `area.name`.
    pub name: &'static str,
    /// How often it ran.
    pub count: u64,
    /// How often it took as long as the threshold of the slow-query warning.
    pub slow: u64,
    /// Mean time, in microseconds.
    pub mean_us: f64,
    /// The time that 95 % kept to, in microseconds.
    pub p95_us: u64,
    /// The time that 99 % kept to, in microseconds.
    pub p99_us: u64,
}

impl StatementStats {
    /// Of what never ran.
    pub(crate) fn none(name: &'static str) -> Self {
        Self { name, count: 0, slow: 0, mean_us: 0.0, p95_us: 0, p99_us: 0 }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Statements(RwLock<HashMap<&'static str, Arc<Mutex<Times>>>>);

#[derive(Debug)]
struct Times {
    histogram: Histogram<u64>,
    slow: u64,
}

impl Statements {
    pub(crate) fn note(&self, name: &'static str, took: Duration, is_slow: bool) {
        let Some(times) = self.of(name) else { return };
        let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
        times.histogram.saturating_record(u64::try_from(took.as_micros()).unwrap_or(LONGEST_US));
        times.slow += u64::from(is_slow);
    }

    /// All queries that ran, those that took most of the time first.
    pub(crate) fn all(&self) -> Vec<StatementStats> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut stats: Vec<_> = all
            .iter()
            .map(|(name, times)| times.lock().unwrap_or_else(PoisonError::into_inner).read(name))
            .collect();
        stats.sort_by(|a, b| (b.mean_us * b.count as f64).total_cmp(&(a.mean_us * a.count as f64)));
        stats
    }

    pub(crate) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn of(&self, name: &'static str) -> Option<Arc<Mutex<Times>>> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Some(Arc::clone(known));
        }
        // The bounds are constants that the histogram accepts.
        let histogram = Histogram::new_with_max(LONGEST_US, DIGITS).ok()?;
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(
            all.entry(name).or_insert_with(|| Arc::new(Mutex::new(Times { histogram, slow: 0 }))),
        ))
    }
}

impl Times {
    fn read(&self, name: &'static str) -> StatementStats {
        StatementStats {
            name,
            count: self.histogram.len(),
            slow: self.slow,
            mean_us: self.histogram.mean(),
            p95_us: self.histogram.value_at_quantile(0.95),
            p99_us: self.histogram.value_at_quantile(0.99),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_querys_times_are_told_within_a_hundredth() {
        let statements = Statements::default();
        for ms in 1..=100 {
            statements.note("articles.get", Duration::from_millis(ms), ms >= 99);
        }
        statements.note("users.get", Duration::from_secs(3_600), true);
        let all = statements.all();
        let names: Vec<_> = all.iter().map(|of| of.name).collect();
        assert_eq!(names, ["users.get", "articles.get"], "the costliest first");
        let get = &all[1];
        assert_eq!((get.count, get.slow), (100, 2));
        assert!((get.mean_us - 50_500.0).abs() < 505.0, "{}", get.mean_us);
        assert!(get.p95_us.abs_diff(95_000) < 950 && get.p99_us.abs_diff(99_000) < 990, "{get:?}");
        statements.forget();
        assert_eq!(statements.all(), []);
    }
}
