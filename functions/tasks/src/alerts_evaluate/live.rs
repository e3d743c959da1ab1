//! What the instances counted of requests, put together for the rules.

use std::collections::BTreeMap;

use neurmatic_alerts::{Reading, SPIKE_BEFORE_MINUTES, WINDOW_MINUTES};
use neurmatic_db::platform_alerts::RequestMinute;
use neurmatic_telemetry::{Figures, MinuteFigures};

use super::start_of;

/// Requests of the minutes up to the last one that is over.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// The last minute that is over.
    last: i64,
    /// Each operation's figures of the window that ends with it.
    operations: BTreeMap<String, Figures>,
    /// The same of all.
    all: Figures,
    /// Each operation's requests by the minute.
    requests: BTreeMap<String, BTreeMap<i64, u64>>,
    /// Requests and errors of all by the minute.
    minutes: BTreeMap<i64, (u64, u64)>,
}

impl Live {
    pub(crate) fn of(found: Vec<MinuteFigures>, last: i64) -> Self {
        let mut live = Self { last, ..Self::default() };
        for MinuteFigures { minute, name, figures } in found {
            let (requests, errors) = live.minutes.entry(minute).or_default();
            *requests += figures.total();
            *errors += figures.count("5xx");
            *live.requests.entry(name.clone()).or_default().entry(minute).or_default() += figures.total();
            if minute > last - WINDOW_MINUTES {
                live.all.merge(&figures);
                live.operations.entry(name).or_default().merge(&figures);
            }
        }
        live
    }

    /// By operation.
    pub(crate) fn response_p95(&self) -> Vec<Reading> {
        let read = |(name, figures): (&String, &Figures)| {
            Some(Reading::new(name.as_str(), figures.percentile_ms(0.95)?, figures.total()))
        };
        self.operations.iter().filter_map(read).collect()
    }

    /// Of all together; none without requests.
    pub(crate) fn error_share(&self) -> Vec<Reading> {
        let requests = self.all.total();
        if requests == 0 {
            return Vec::new();
        }
        vec![Reading::new(Reading::ALL, self.all.count("5xx") as f64 / requests as f64, requests)]
    }

    /// Of all together; none without statements.
    pub(crate) fn query_mean(&self) -> Vec<Reading> {
        let queries = self.all.count("queries");
        if queries == 0 {
            return Vec::new();
        }
        let mean_ms = self.all.count("database_us") as f64 / queries as f64 / 1_000.0;
        vec![Reading::new(Reading::ALL, mean_ms, queries)]
    }

    /// By operation: the last minute against the mean of those before. Nothing is a spike when nothing is known of before.
    pub(crate) fn spikes(&self) -> Vec<Reading> {
        if !self.minutes.keys().any(|minute| *minute < self.last) {
            return Vec::new();
        }
        let read = |(name, by_minute): (&String, &BTreeMap<i64, u64>)| {
            let last = by_minute.get(&self.last).copied().unwrap_or_default();
            let before: u64 = by_minute.range(..self.last).map(|(_, requests)| *requests).sum();
            // Less than one a minute is as one: an operation that is rarely asked isn't a spike by being asked.
            let mean = (before as f64 / SPIKE_BEFORE_MINUTES as f64).max(1.0);
            Reading::new(name.as_str(), last as f64 / mean, last)
        };
        self.requests.iter().map(read).collect()
    }

    /// What is to be remembered for longer.
    pub(crate) fn minutes(&self) -> Vec<RequestMinute> {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let row = |(minute, (requests, errors)): (&i64, &(u64, u64))| RequestMinute {
            minute: start_of(*minute),
            requests: whole(*requests),
            errors: whole(*errors),
        };
        self.minutes.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(minute: i64, name: &str, requests: u64) -> MinuteFigures {
        let mut figures = Figures::default();
        // 10 ms each.
        (0..requests).for_each(|_| figures.took_us.note(10_000));
        MinuteFigures { minute, name: name.to_owned(), figures }
    }

    #[test]
    fn a_window_has_five_minutes_and_a_minute_all_operations() {
        let found = (80..=100).flat_map(|minute| [figures(minute, "a.b", 10), figures(minute, "c.d", 1)]);
        let live = Live::of(found.collect(), 100);
        let p95 = live.response_p95();
        assert_eq!((p95.len(), p95[0].traffic, p95[1].traffic), (2, 50, 5));
        assert!((p95[0].value - 10.0).abs() < 0.1, "{p95:?}");
        assert_eq!(live.error_share(), [Reading::new(Reading::ALL, 0.0, 55)]);
        assert!(live.query_mean().is_empty());
        assert_eq!(live.minutes()[0], RequestMinute { minute: start_of(80), requests: 11, errors: 0 });
    }

    #[test]
    fn a_spike_is_against_what_was_before_and_nothing_when_nothing_was() {
        let mut found: Vec<MinuteFigures> = (87..100).map(|minute| figures(minute, "a.b", 50)).collect();
        found.push(figures(100, "a.b", 200));
        let spikes = Live::of(found, 100).spikes();
        assert_eq!(spikes, [Reading::new("a.b", 4.0, 200)]);
        assert!(Live::of(vec![figures(100, "a.b", 500)], 100).spikes().is_empty());
        assert!(Live::of(Vec::new(), 100).spikes().is_empty());
    }
}
