//! Figures of a window that is longer than Redis remembers, out of CloudWatch.

use std::time::Duration;

use jiff::Timestamp;

use crate::cloudwatch::{CloudWatch, Query};
use crate::definitions::{By, COLD_STARTS, ERRORS, EVERYTHING, LATENCY};
use crate::error::TelemetryError;
use crate::kept;

/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);

/// What is asked of times, in the order of [`Past`]'s fields.
const OF_TIMES: [&str; 5] = ["SampleCount", "Average", "p50", "p95", "p99"];

/// Figures of the past.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Past {
    /// Requests.
    pub requests: f64,
    /// Mean time, in milliseconds.
    pub mean_ms: Option<f64>,
    /// Half took no longer, in milliseconds. Where CloudWatch cuts the window into several periods, this and the others
    /// are the highest of them.
    pub p50_ms: Option<f64>,
    /// 95 % took no longer.
    pub p95_ms: Option<f64>,
    /// 99 % took no longer.
    pub p99_ms: Option<f64>,
    /// Requests that failed; known of all together only.
    pub errors: Option<f64>,
    /// Requests that were the first of their environment; the same.
    pub cold_starts: Option<f64>,
}

/// Figures of a window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Everything together.
    pub all: Past,
    /// Each operation whose history is kept and that was asked for, by name.
    pub operations: Vec<(&'static str, Past)>,
}

impl CloudWatch {
    /// The figures from one moment to another, both whole minutes.
    ///
    /// # Errors
    /// [`TelemetryError`].
    pub async fn history(&self, from: Timestamp, to: Timestamp) -> Result<History, TelemetryError> {
        let everything = (By::All.as_str(), EVERYTHING);
        let operations = kept::OPERATIONS.iter().map(|name| (By::Operation.as_str(), *name));
        let places = std::iter::once(everything).chain(operations);
        let mut queries: Vec<Query<'_>> = places
            .flat_map(|dimension| {
                OF_TIMES.map(|statistic| Query { metric: LATENCY.name, dimension, statistic })
            })
            .collect();
        for metric in [ERRORS, COLD_STARTS] {
            queries.push(Query { metric: metric.name, dimension: everything, statistic: "Sum" });
        }
        let found = self.ask(&queries, from, to, CALL_TIMEOUT).await?;
        let mut rows = found.chunks_exact(OF_TIMES.len());
        let mut all = rows.next().map(past).unwrap_or_default();
        let operations = rows.by_ref().zip(kept::OPERATIONS).map(|(row, name)| (name, past(row)));
        let operations = operations.filter(|(_, past)| past.requests > 0.0).collect();
        if let [errors, cold_starts] = rows.remainder() {
            all.errors = Some(errors.iter().sum());
            all.cold_starts = Some(cold_starts.iter().sum());
        }
        Ok(History { all, operations })
    }
}

/// One place's figures, from what was found of its times.
fn past(row: &[Vec<f64>]) -> Past {
    let [counts, means, p50, p95, p99] = row else { return Past::default() };
    let requests: f64 = counts.iter().sum();
    let sum: f64 = counts.iter().zip(means).map(|(count, mean)| count * mean).sum();
    let highest = |values: &[f64]| values.iter().copied().max_by(f64::total_cmp);
    Past {
        requests,
        mean_ms: (requests > 0.0).then(|| sum / requests),
        p50_ms: highest(p50),
        p95_ms: highest(p95),
        p99_ms: highest(p99),
        errors: None,
        cold_starts: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_put_together() {
        let row = [vec![1.0, 3.0], vec![10.0, 20.0], vec![9.0, 19.0], vec![30.0, 25.0], vec![40.0, 41.0]];
        let past = past(&row);
        assert_eq!((past.requests, past.mean_ms), (4.0, Some(17.5)));
        assert_eq!((past.p50_ms, past.p95_ms, past.p99_ms), (Some(19.0), Some(30.0), Some(41.0)));
        assert_eq!(super::past(&[vec![], vec![], vec![], vec![], vec![]]).mean_ms, None);
    }
}
