//! A record's values: of which metrics, and under which dimensions. The one place that every writer asks.

use std::time::Duration;

use crate::definitions::{
    By, CACHE_ANSWERS, COLD_STARTS, DATABASE_TIME, ERRORS, EVERYTHING, LATENCY, LIMITED, MEMORY, Metric,
    QUERIES, REDIS_TIME, REQUESTS, TASK_FAILURES, TASK_RETRIES, TASK_TIME,
};
use crate::kept::is_kept;
use crate::record::{CacheOutcome, RequestRecord, TaskOutcome, TaskRecord};

/// Values of the dimensions of one record; none where it has no such dimension.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Labels {
    pub(crate) function: Option<&'static str>,
    pub(crate) operation: Option<&'static str>,
    pub(crate) status_class: Option<&'static str>,
    pub(crate) cache: Option<&'static str>,
    pub(crate) queue: Option<&'static str>,
}

impl Labels {
    /// The value of a dimension.
    pub(crate) fn of(&self, by: By) -> Option<&'static str> {
        match by {
            By::All => Some(EVERYTHING),
            By::Function => self.function,
            By::Operation => self.operation,
            By::StatusClass => self.status_class,
            By::Cache => self.cache,
            By::Queue => self.queue,
        }
    }
}

/// A value of a metric, in what the metric's unit is noted in.
pub(crate) type Datum = (&'static Metric, u64);

/// A record's values.
#[derive(Clone, Debug)]
pub(crate) struct Data {
    pub(crate) labels: Labels,
    pub(crate) values: Vec<Datum>,
}

/// The most values that a record has.
const VALUES_MAX: usize = 10;

/// The status of a request that its limit refused.
const TOO_MANY: u16 = 429;

/// A request's values. `is_cold`: it was the first of its environment. `resident`: the bytes that the process holds, where that was
/// looked at.
pub(crate) fn of_request(
    record: &RequestRecord<'_>,
    function: Option<&'static str>,
    is_cold: bool,
    resident: Option<u64>,
) -> Data {
    let labels = Labels {
        function,
        operation: is_kept(record.operation).then_some(record.operation),
        status_class: Some(status_class(record.status)),
        cache: (record.cache != CacheOutcome::Bypass).then_some(record.cache.as_str()),
        queue: None,
    };
    let mut values: Vec<Datum> = Vec::with_capacity(VALUES_MAX);
    values.push((&LATENCY, micros(record.took)));
    values.push((&ERRORS, u64::from(record.status >= 500)));
    values.push((&COLD_STARTS, u64::from(is_cold)));
    if let Some(bytes) = resident {
        values.push((&MEMORY, bytes / 1_000));
    }
    values.push((&REQUESTS, 1));
    values.push((&REDIS_TIME, micros(record.redis)));
    if record.status == TOO_MANY {
        values.push((&LIMITED, 1));
    }
    if record.queries > 0 {
        values.push((&DATABASE_TIME, micros(record.database)));
        values.push((&QUERIES, record.queries.into()));
    }
    if labels.cache.is_some() {
        values.push((&CACHE_ANSWERS, 1));
    }
    Data { labels, values }
}

/// A task's values.
pub(crate) fn of_task(record: &TaskRecord<'_>) -> Data {
    let labels = Labels { queue: Some(record.queue), ..Labels::default() };
    let values = vec![
        (&TASK_TIME, micros(record.took)),
        (&TASK_FAILURES, u64::from(record.outcome == TaskOutcome::Failed)),
        (&TASK_RETRIES, u64::from(record.outcome == TaskOutcome::Retried)),
    ];
    Data { labels, values }
}

/// Every class of a status: under these names an operation's requests are counted.
pub const STATUS_CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// The class of a status, as the metrics name it.
pub(crate) fn status_class(status: u16) -> &'static str {
    match status {
        0..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

/// Microseconds.
pub(crate) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A request that asked the database and missed the cache.
    pub(crate) fn request(operation: &'static str, status: u16) -> RequestRecord<'static> {
        RequestRecord {
            operation,
            status,
            took: Duration::from_micros(12_345),
            database: Duration::from_micros(4_000),
            redis: Duration::from_micros(700),
            queries: 2,
            n_plus_one: false,
            cache: CacheOutcome::Miss,
            request_id: "a-request",
            trace_id: None,
            edge_ray: None,
        }
    }

    #[test]
    fn a_request_has_a_value_for_whatever_concerns_it() {
        let data = of_request(&request("articles.list", 503), Some("api-articles"), true, Some(21_500_000));
        let names: Vec<(&str, u64)> =
            data.values.iter().map(|(metric, value)| (metric.name, *value)).collect();
        let expected = [
            ("Latency", 12_345),
            ("Errors", 1),
            ("ColdStarts", 1),
            ("Memory", 21_500),
            ("Requests", 1),
            ("RedisTime", 700),
            ("DatabaseTime", 4_000),
            ("Queries", 2),
            ("CacheAnswers", 1),
        ];
        assert_eq!(names, expected);
        assert_eq!(data.labels.of(By::Operation), Some("articles.list"));
        assert_eq!(data.labels.of(By::StatusClass), Some("5xx"));
    }

    #[test]
    fn an_operation_whose_history_is_not_kept_is_no_dimension() {
        let bypassed =
            RequestRecord { cache: CacheOutcome::Bypass, queries: 0, ..request("articles.restore", 200) };
        let data = of_request(&bypassed, None, false, None);
        assert_eq!(data.values.len(), 5);
        assert_eq!((data.labels.of(By::Operation), data.labels.of(By::Cache)), (None, None));
        assert_eq!(data.labels.of(By::All), Some("all"));
    }

    #[test]
    fn a_request_that_its_limit_refused_is_counted() {
        let data = of_request(&request("articles.list", 429), None, false, None);
        let limited = data.values.iter().find(|(metric, _)| metric.name == LIMITED.name);
        assert_eq!(limited.map(|(_, value)| *value), Some(1));
    }
}
