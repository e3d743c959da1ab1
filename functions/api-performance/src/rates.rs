//! How many requests there are, by minute and operation, and which operation has suddenly more of them.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_http::{Answer, Problem, Services};
use neurmatic_telemetry::{KEPT_MINUTES, Kind, STATUS_CLASSES, minute_of, read_counts};
use schemars::JsonSchema;
use serde::Serialize;

use crate::metrics::start_of;
use crate::unavailable::UnavailableOut;

/// Requests in a minute from which on a rise is a spike; the original's figure.
const SPIKE_FROM: u64 = 100;

/// How many times the mean of the minutes before that is.
const SPIKE_TIMES: f64 = 3.0;

/// How many requests there are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RatesOut {
    /// When each minute begins, the earliest first. The last one is running.
    minutes: Vec<Timestamp>,
    /// Each operation that had requests in them, the most frequent first.
    operations: Vec<RateOut>,
    /// What can't be had now.
    unavailable: Vec<UnavailableOut>,
}

/// An operation's requests.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RateOut {
    /// Its name.
    operation: String,
    /// Its requests in each of the minutes.
    requests: Vec<u64>,
    /// Their mean in the minutes that are over.
    per_minute: f64,
    /// Whether the last minute that is over had 100 or more, and three times as many as those before on average.
    is_spike: bool,
}

/// The requests of the last quarter of an hour.
pub(crate) async fn request_rates(State(app): State<Services>) -> Result<Answer<RatesOut>, Problem> {
    Answer::of(&rates(&app).await)
}

/// The same, for who shows them beside others.
pub(crate) async fn rates(app: &Services) -> RatesOut {
    let last = minute_of(Timestamp::now());
    let first = last - KEPT_MINUTES + 1;
    let minutes = (first..=last).map(start_of).collect();
    let mut out = RatesOut { minutes, operations: Vec::new(), unavailable: Vec::new() };
    match read_counts(&app.redis, Kind::Operation, first..=last, &STATUS_CLASSES).await {
        Err(error) => out.unavailable.push(UnavailableOut::because("live", &error)),
        Ok(found) => {
            let mut operations = BTreeMap::<String, Vec<u64>>::new();
            for of_minute in found {
                let requests = operations.entry(of_minute.name);
                let requests = requests.or_insert_with(|| (first..=last).map(|_| 0).collect());
                let at = usize::try_from(of_minute.minute - first).unwrap_or(usize::MAX);
                if let Some(requests) = requests.get_mut(at) {
                    *requests += of_minute.figures.answered();
                }
            }
            out.operations = operations.into_iter().map(|(name, requests)| rate(name, requests)).collect();
            out.operations.sort_by(|a, b| b.per_minute.total_cmp(&a.per_minute));
        }
    }
    out
}

fn rate(operation: String, requests: Vec<u64>) -> RateOut {
    let (mut per_minute, mut is_spike) = (0.0, false);
    if let [before @ .., last, _running] = requests.as_slice() {
        let sum: u64 = before.iter().sum();
        per_minute = (sum + last) as f64 / (before.len() + 1) as f64;
        let mean_before = sum as f64 / before.len().max(1) as f64;
        is_spike = *last >= SPIKE_FROM && *last as f64 > mean_before * SPIKE_TIMES;
    }
    RateOut { operation, requests, per_minute, is_spike }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_is_a_sudden_rise_of_many() {
        let is_spike = |requests: &[u64]| rate(String::new(), requests.to_vec()).is_spike;
        assert!(is_spike(&[30, 30, 100, 0]));
        assert!(!is_spike(&[30, 30, 99, 500]), "few, or not over yet");
        assert!(!is_spike(&[50, 50, 150, 0]), "no more than three times");
        assert!(is_spike(&[0, 0, 1_000, 0]) && !is_spike(&[]));
        assert_eq!(rate(String::new(), vec![10, 20, 30, 900]).per_minute, 20.0);
    }
}
