//! Whether a run was good, and whether it may be believed.

use std::time::Duration;

use serde::Serialize;

use crate::tally::{Counts, Latency};

/// 95 % of the requests must be answered within this, in milliseconds.
pub const P95_MS: f64 = 200.0;
/// 99 % of the requests must be answered within this, in milliseconds.
pub const P99_MS: f64 = 500.0;
/// The mean must be below this, in milliseconds.
pub const MEAN_MS: f64 = 100.0;
/// Errors must be fewer than this share.
pub const ERROR_SHARE: f64 = 0.01;
/// Failed requests must be fewer than this share.
pub const FAILED_SHARE: f64 = 0.05;

/// The generator may send a request this much late at the 99th percentile, past its time and with a connection free.
/// All of it is counted as latency, so that a late generator never flatters; beyond this the figures are its own.
const LATENESS_P99: Duration = Duration::from_millis(20);

/// The share of what was offered that must have been sent within the window.
const SENT_SHARE: f64 = 0.99;

/// While the origin is away, so few of the cacheable requests may stay without their answer.
pub const UNANSWERED_SHARE: f64 = 0.001;

/// A threshold, and what was measured.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Threshold {
    /// What is bounded.
    pub what: &'static str,
    /// The bound.
    pub below: f64,
    /// What it is.
    pub measured: f64,
    /// Whether it is below.
    pub passed: bool,
}

/// The source document's five thresholds.
#[must_use]
pub fn thresholds(counts: &Counts) -> Vec<Threshold> {
    let latency = Latency::of(&counts.all);
    [
        ("p95, ms", P95_MS, latency.p95_ms),
        ("p99, ms", P99_MS, latency.p99_ms),
        ("mean, ms", MEAN_MS, latency.mean_ms),
        ("errors, share", ERROR_SHARE, counts.error_share()),
        ("failed, share", FAILED_SHARE, counts.failed_share()),
    ]
    .into_iter()
    .map(|(what, below, measured)| Threshold { what, below, measured, passed: measured < below })
    .collect()
}

/// What caches must bear while the origin is away.
#[must_use]
pub fn outage(counts: &Counts) -> Threshold {
    let measured = counts.unanswered_share();
    let (what, below) = ("cacheable requests without their answer, share", UNANSWERED_SHARE);
    Threshold { what, below, measured, passed: measured < below }
}

/// What must be borne while Redis is in trouble: nothing of it is seen.
#[must_use]
pub fn redis_trouble(counts: &Counts) -> Threshold {
    let measured = counts.error_count() as f64;
    Threshold { what: "errors", below: 1.0, measured, passed: measured < 1.0 }
}

/// Why a run says nothing about the server; `None` when it may be believed.
///
/// `offered` are requests a second, `took` is how long it was until all were answered, `lasts` how long they were due.
#[must_use]
pub fn invalid(counts: &Counts, offered: u32, lasts: Duration, took: Duration) -> Option<String> {
    if counts.requests() == 0 {
        return Some("no request was sent".to_owned());
    }
    let late = Duration::from_micros(counts.lateness.value_at_quantile(0.99));
    if late > LATENESS_P99 {
        return Some(format!(
            "the generator was the bottleneck: one request in a hundred left {} ms or more after its time, with a \
             connection free (bound {} ms)",
            late.as_millis(),
            LATENESS_P99.as_millis()
        ));
    }
    let due = f64::from(offered) * lasts.as_secs_f64();
    let sent = counts.requests() as f64;
    if sent < due * SENT_SHARE {
        return Some(format!("only {sent:.0} of {due:.0} requests were sent in {:.1} s", took.as_secs_f64()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind;
    use crate::tally::{Done, Outcome, Tally};

    fn counts(requests: u32, latency_ms: u64, lateness_ms: u64, status: u16) -> Counts {
        let tally = Tally::new().unwrap();
        for by in 0..requests {
            let done = Done {
                kind: Kind::Topic,
                outcome: Outcome::Answered { status, cache: None },
                latency: Duration::from_millis(latency_ms),
                lateness: Duration::from_millis(lateness_ms),
            };
            tally.record(by as usize, done);
        }
        tally.counts().unwrap()
    }

    fn broken(counts: &Counts) -> Vec<&'static str> {
        thresholds(counts).into_iter().filter(|of| !of.passed).map(|of| of.what).collect()
    }

    #[test]
    fn a_quick_run_keeps_to_all_and_a_slow_one_to_none_of_the_times() {
        assert!(broken(&counts(100, 20, 0, 200)).is_empty());
        assert_eq!(broken(&counts(100, 150, 0, 200)), ["mean, ms"]);
        assert_eq!(broken(&counts(100, 600, 0, 200)), ["p95, ms", "p99, ms", "mean, ms"]);
        assert_eq!(broken(&counts(100, 20, 0, 429)), ["errors, share", "failed, share"]);
    }

    #[test]
    fn a_run_is_valid_only_if_the_generator_kept_up() {
        let second = Duration::from_secs(1);
        assert_eq!(invalid(&counts(100, 20, 1, 200), 100, second, second), None);
        assert!(invalid(&counts(100, 60, 50, 200), 100, second, second).unwrap().contains("generator"));
        assert!(invalid(&counts(90, 20, 1, 200), 100, second, second).unwrap().contains("only 90 of 100"));
        assert!(invalid(&counts(0, 0, 0, 200), 100, second, second).is_some());
    }
}
