//! Figures of a window that is longer than Redis remembers, out of CloudWatch.

use std::time::Duration;

use futures::future::try_join;
use jiff::Timestamp;

use crate::cloudwatch::{CloudWatch, Query, Span, Values};
use crate::definitions::{By, COLD_STARTS, ERRORS, EVERYTHING, FUNCTIONS, LATENCY};
use crate::error::TelemetryError;
use crate::kept;

/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);

/// What is asked of times, in the order of [`Past`]'s fields.
const OF_TIMES: [&str; 5] = ["SampleCount", "Average", "p50", "p95", "p99"];

/// Series of a dimension of which the two counts are asked too.
const WITH_COUNTS: usize = OF_TIMES.len() + 2;

/// The function that everything is in on one machine.
const ONE_MACHINE: &str = "platform";

/// Steps that a window is cut into, at most.
const STEPS_MAX: i64 = 180;

/// How long a step may be, in seconds: periods that CloudWatch knows, the shortest first.
const STEP_SECS: [i64; 5] = [60, 300, 900, 3_600, 21_600];

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
    /// Requests that failed; not known of an operation.
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
    /// Each function that answered, by name.
    pub functions: Vec<(&'static str, Past)>,
    /// How long a step is, in seconds.
    pub step_secs: i64,
    /// Everything together in each step, the earliest first, with when it begins. The first may begin before the window.
    pub steps: Vec<(Timestamp, Past)>,
}

impl CloudWatch {
    /// The figures from one moment to another, both whole minutes.
    ///
    /// # Errors
    /// [`TelemetryError`].
    pub async fn history(&self, from: Timestamp, to: Timestamp) -> Result<History, TelemetryError> {
        let (from, to) = (from.as_second(), to.as_second());
        let step_secs = step_secs(to - from);
        let (whole, steps) = try_join(self.whole(from, to), self.steps(from, to, step_secs)).await?;
        Ok(History { step_secs, steps, ..whole })
    }

    /// The window as one period.
    async fn whole(&self, from: i64, to: i64) -> Result<History, TelemetryError> {
        let functions = FUNCTIONS.into_iter().chain([ONE_MACHINE]);
        let mut queries: Vec<Query<'_>> = with_counts((By::All.as_str(), EVERYTHING)).collect();
        queries.extend(functions.clone().flat_map(|name| with_counts((By::Function.as_str(), name))));
        let counted = queries.len();
        queries.extend(kept::OPERATIONS.iter().flat_map(|name| of_times((By::Operation.as_str(), *name))));
        let span = Span { from, to, period: (to - from).max(60) };
        let found = self.ask(&queries, span, CALL_TIMEOUT).await?;
        let (counted, timed) = found.split_at(counted.min(found.len()));
        let mut counted = counted.chunks_exact(WITH_COUNTS).map(past);
        let all = counted.next().unwrap_or_default();
        let timed = timed.chunks_exact(OF_TIMES.len()).map(past);
        let answered = |(_, past): &(&str, Past)| past.requests > 0.0;
        Ok(History {
            all,
            operations: kept::OPERATIONS.into_iter().zip(timed).filter(answered).collect(),
            functions: functions.zip(counted).filter(answered).collect(),
            ..History::default()
        })
    }

    /// Everything together, step by step.
    async fn steps(&self, from: i64, to: i64, step: i64) -> Result<Vec<(Timestamp, Past)>, TelemetryError> {
        let queries: Vec<Query<'_>> = with_counts((By::All.as_str(), EVERYTHING)).collect();
        let first = from.div_euclid(step) * step;
        let found = self.ask(&queries, Span { from: first, to, period: step }, CALL_TIMEOUT).await?;
        let steps = std::iter::successors(Some(first), |at| Some(at + step)).take_while(|at| *at < to);
        let of_step = |at: i64| {
            let row: Vec<Values> = found.iter().map(|values| of_moment(values, at)).collect();
            Some((Timestamp::from_second(at).ok()?, past(&row)))
        };
        Ok(steps.filter_map(of_step).collect())
    }
}

/// The shortest step of which a window has no more than [`STEPS_MAX`].
fn step_secs(window_secs: i64) -> i64 {
    let fits = |step: &i64| window_secs / step <= STEPS_MAX;
    STEP_SECS.into_iter().find(fits).unwrap_or(21_600)
}

/// Questions about the times of a dimension's value.
fn of_times(dimension: (&'static str, &'static str)) -> impl Iterator<Item = Query<'static>> {
    OF_TIMES.into_iter().map(move |statistic| Query { metric: LATENCY.name, dimension, statistic })
}

/// The same, with those about what failed and what was new.
fn with_counts(dimension: (&'static str, &'static str)) -> impl Iterator<Item = Query<'static>> {
    let counts = [ERRORS.name, COLD_STARTS.name].into_iter();
    of_times(dimension).chain(counts.map(move |metric| Query { metric, dimension, statistic: "Sum" }))
}

/// The values of the period that begins at a moment.
fn of_moment(values: &[(i64, f64)], at: i64) -> Values {
    values.iter().copied().filter(|(begins, _)| *begins == at).collect()
}

/// One place's figures, from what was found of its times, and of its counts if they were asked for.
fn past(row: &[Values]) -> Past {
    let (times, counts) = row.split_at(OF_TIMES.len().min(row.len()));
    let [requests, means, p50, p95, p99] = times else { return Past::default() };
    // Not by `sum`, which is -0 of nothing.
    let sum = |values: &Values| values.iter().fold(0.0, |sum, (_, value)| sum + value);
    let all = sum(requests);
    let took: f64 = requests.iter().zip(means).map(|((_, count), (_, mean))| count * mean).sum();
    let highest = |values: &Values| values.iter().map(|(_, value)| *value).max_by(f64::total_cmp);
    let mut counts = counts.iter().map(sum);
    Past {
        requests: all,
        mean_ms: (all > 0.0).then(|| took / all),
        p50_ms: highest(p50),
        p95_ms: highest(p95),
        p99_ms: highest(p99),
        errors: counts.next(),
        cold_starts: counts.next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(all: &[f64]) -> Values {
        (0..).zip(all.iter().copied()).collect()
    }

    #[test]
    fn nothing_is_no_requests_and_not_less() {
        assert!(past(&vec![Values::new(); OF_TIMES.len()]).requests.is_sign_positive());
    }

    #[test]
    fn periods_are_put_together() {
        let row = [[1.0, 3.0], [10.0, 20.0], [9.0, 19.0], [30.0, 25.0], [40.0, 41.0]];
        let mut row: Vec<Values> = row.iter().map(|all| values(all)).collect();
        let of_times = past(&row);
        assert_eq!((of_times.requests, of_times.mean_ms), (4.0, Some(17.5)));
        assert_eq!((of_times.p50_ms, of_times.p95_ms, of_times.p99_ms), (Some(19.0), Some(30.0), Some(41.0)));
        assert_eq!((of_times.errors, of_times.cold_starts), (None, None));
        row.extend([values(&[2.0, 1.0]), values(&[])]);
        let counted = past(&row);
        assert_eq!((counted.requests, counted.errors, counted.cold_starts), (4.0, Some(3.0), Some(0.0)));
        assert_eq!(past(&OF_TIMES.map(|_| Values::new())).mean_ms, None);
    }

    #[test]
    fn a_window_has_a_hundred_steps_or_so_and_never_very_many() {
        let minutes = [(16, 60), (60, 60), (24 * 60, 900), (7 * 24 * 60, 3_600), (15 * 24 * 60, 21_600)];
        for (window, step) in minutes {
            assert_eq!(step_secs(window * 60), step, "{window} minutes");
            assert!(window * 60 / step <= STEPS_MAX);
        }
    }

    #[test]
    fn all_questions_about_a_window_go_into_one_call() {
        let functions = FUNCTIONS.len() + 1;
        let questions = (1 + functions) * WITH_COUNTS + kept::OPERATIONS.len() * OF_TIMES.len();
        assert!(questions <= 500, "{questions}");
    }
}
