//! Every metric that CloudWatch keeps: the one list. Dashboards, alarms, `docs/metrics.md` and the writers read it.
//!
//! A metric costs by its name and each value of its dimensions, so that dimensions are closed and few.

use crate::data::STATUS_CLASSES;
use crate::kept;

/// The most that there may be, by name and values of dimensions.
pub const METRICS_MAX: usize = 200;

/// What one of them costs a month, in dollars: CloudWatch's price of the first 10,000.
pub const METRIC_MONTHLY_DOLLARS: f64 = 0.30;

/// In what a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Time. Noted in microseconds.
    Milliseconds,
    /// A size. Noted in kilobytes, of 1,000 bytes.
    Megabytes,
    /// A number of things.
    Count,
}

impl Unit {
    /// CloudWatch's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Milliseconds => "Milliseconds",
            Self::Megabytes => "Megabytes",
            Self::Count => "Count",
        }
    }

    /// How many of what is noted make one of the unit.
    #[must_use]
    pub const fn noted(self) -> u64 {
        match self {
            Self::Milliseconds | Self::Megabytes => 1_000,
            Self::Count => 1,
        }
    }
}

/// What a metric is told apart by: one dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Nothing: everything together, which is a dimension with one value.
    All,
    /// The program that answered.
    Function,
    /// What a request does, of the operations whose history is kept.
    Operation,
    /// The first digit of the status.
    StatusClass,
    /// What the application cache had to do with it.
    Cache,
    /// The queue of a task.
    Queue,
}

impl By {
    /// The dimension's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "Scope",
            Self::Function => "Function",
            Self::Operation => "Operation",
            Self::StatusClass => "StatusClass",
            Self::Cache => "Cache",
            Self::Queue => "Queue",
        }
    }

    /// Each value that the dimension may have.
    #[must_use]
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::All => &[EVERYTHING],
            Self::Function => &FUNCTIONS,
            Self::Operation => &kept::OPERATIONS,
            Self::StatusClass => &STATUS_CLASSES,
            Self::Cache => &["hit", "stale", "miss"],
            Self::Queue => &["priority", "realtime", "default", "email", "rate-limited", "bulk"],
        }
    }
}

/// The value of the dimension of everything together.
pub(crate) const EVERYTHING: &str = "all";

/// The programs that answer HTTP when deployed. On one machine all are in `platform`.
pub const FUNCTIONS: [&str; 13] = [
    "api-admin",
    "api-analytics",
    "api-articles",
    "api-auth",
    "api-community",
    "api-forum",
    "api-jobs",
    "api-messages",
    "api-models",
    "api-notifications",
    "api-performance",
    "api-search",
    "api-users",
];

/// A metric. There are no others than those of this file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What it is told apart by, each for itself.
    pub by: &'static [By],
    /// What it is, and where it comes from.
    pub source: &'static str,
}

impl Metric {
    /// The metric by one of its dimensions. In a constant, one that it isn't told apart by doesn't compile.
    ///
    /// # Panics
    /// Elsewhere, when it isn't told apart by it.
    #[must_use]
    pub const fn told_by(self, by: By) -> MetricBy {
        let mut rest = self.by;
        while let [first, others @ ..] = rest {
            if *first as u8 == by as u8 {
                return MetricBy { metric: self, by };
            }
            rest = others;
        }
        panic!("the metric is not told apart by this dimension")
    }
}

/// A metric by one of its dimensions: what CloudWatch has a line of for each value, and so what may be shown or watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricBy {
    metric: Metric,
    by: By,
}

impl MetricBy {
    /// The metric.
    #[must_use]
    pub const fn metric(self) -> Metric {
        self.metric
    }

    /// The dimension.
    #[must_use]
    pub const fn by(self) -> By {
        self.by
    }
}

const fn metric(name: &'static str, unit: Unit, by: &'static [By], source: &'static str) -> Metric {
    Metric { name, unit, by, source }
}

/// How long requests take.
pub const LATENCY: Metric = metric(
    "Latency",
    Unit::Milliseconds,
    &[By::Operation, By::Function, By::All],
    "each request: from its arrival at the function to its answer",
);

/// Requests that failed.
pub const ERRORS: Metric = metric(
    "Errors",
    Unit::Count,
    &[By::Function, By::All],
    "each request: 1 when it was answered with 5xx, else 0; the average is the share of errors",
);

/// New environments.
pub const COLD_STARTS: Metric = metric(
    "ColdStarts",
    Unit::Count,
    &[By::Function, By::All],
    "each request: 1 when it was the first of its environment, else 0",
);

/// Memory of the programs that answer.
pub const MEMORY: Metric = metric(
    "Memory",
    Unit::Megabytes,
    &[By::Function, By::All],
    "each request whose line has its details: what the process held at its end; the maximum is the fullest's",
);

/// Requests by what became of them.
pub const REQUESTS: Metric =
    metric("Requests", Unit::Count, &[By::StatusClass], "each request: 1, by the first digit of its status");

/// Time that requests wait for the database.
pub const DATABASE_TIME: Metric = metric(
    "DatabaseTime",
    Unit::Milliseconds,
    &[By::All],
    "each request that asked the database: the time of its statements, with the waits for a connection",
);

/// Statements of a request.
pub const QUERIES: Metric =
    metric("Queries", Unit::Count, &[By::All], "each request that asked the database: its statements");

/// Time that requests wait for Redis.
pub const REDIS_TIME: Metric = metric(
    "RedisTime",
    Unit::Milliseconds,
    &[By::All],
    "each request: its one round trip, with limits, login and cache look-up",
);

/// Requests that were too many.
pub const LIMITED: Metric =
    metric("Limited", Unit::Count, &[By::All], "each request that was answered with 429: 1");

/// What the application cache did.
pub const CACHE_ANSWERS: Metric = metric(
    "CacheAnswers",
    Unit::Count,
    &[By::Cache],
    "each request of a cached route: 1, by whether the cache answered, answered with something stale, or was filled",
);

/// How long tasks take.
pub const TASK_TIME: Metric = metric(
    "TaskTime",
    Unit::Milliseconds,
    &[By::Queue, By::All],
    "each delivery that was attempted: the time of the attempt",
);

/// Tasks that were given up.
pub const TASK_FAILURES: Metric = metric(
    "TaskFailures",
    Unit::Count,
    &[By::Queue, By::All],
    "each delivery that was attempted: 1 when the task was given up by it, else 0",
);

/// Attempts that have to be repeated.
pub const TASK_RETRIES: Metric = metric(
    "TaskRetries",
    Unit::Count,
    &[By::All],
    "each delivery that was attempted: 1 when another attempt is due after it, else 0",
);

/// Every metric.
pub const ALL: [Metric; 13] = [
    LATENCY,
    ERRORS,
    COLD_STARTS,
    MEMORY,
    REQUESTS,
    DATABASE_TIME,
    QUERIES,
    REDIS_TIME,
    LIMITED,
    CACHE_ANSWERS,
    TASK_TIME,
    TASK_FAILURES,
    TASK_RETRIES,
];

/// How many metrics these are in CloudWatch's way of counting: by name and values of dimensions.
#[must_use]
pub fn distinct(metrics: &[Metric]) -> usize {
    metrics.iter().flat_map(|metric| metric.by).map(|by| by.values().len()).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn metrics_are_few_and_cost_at_most_sixty_dollars_a_month() {
        let distinct = distinct(&ALL);
        assert!(distinct <= METRICS_MAX, "{distinct} metrics");
        assert!(distinct as f64 * METRIC_MONTHLY_DOLLARS <= 60.0);
    }

    #[test]
    fn names_differ_and_are_cloudwatchs() {
        let names: BTreeSet<&str> = ALL.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric())));
        assert!(ALL.iter().all(|metric| !metric.by.is_empty() && !metric.source.is_empty()));
    }

    #[test]
    fn a_metric_is_had_by_its_own_dimensions() {
        for metric in ALL {
            for by in metric.by {
                assert_eq!((metric.told_by(*by).metric(), metric.told_by(*by).by()), (metric, *by));
            }
        }
    }

    #[test]
    #[should_panic(expected = "not told apart by this dimension")]
    fn a_metric_is_not_had_by_another_dimension() {
        let _latency_by_queue = LATENCY.told_by(By::Queue);
    }

    #[test]
    fn every_function_of_the_workspace_is_known() {
        let functions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions");
        let names = std::fs::read_dir(functions).unwrap().map(|entry| entry.unwrap().file_name());
        let names = names.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with("api-"));
        assert_eq!(names.collect::<BTreeSet<_>>(), FUNCTIONS.map(str::to_owned).into_iter().collect());
    }

    /// The rows that `docs/metrics.md` must have, one a metric.
    fn rows() -> Vec<String> {
        let row = |metric: &Metric| {
            let by = metric.by.iter().map(|by| by.as_str());
            let by = by.collect::<Vec<_>>().join(", ");
            let count = distinct(std::slice::from_ref(metric));
            format!("| `{}` | {} | {by} | {count} | {} |", metric.name, metric.unit.as_str(), metric.source)
        };
        ALL.iter().map(row).collect()
    }

    #[test]
    fn the_document_tells_of_every_metric_and_of_no_other() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/metrics.md");
        let text = std::fs::read_to_string(path).unwrap();
        let told: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).take(ALL.len()).collect();
        assert_eq!(told, rows(), "docs/metrics.md should have these rows");
        let all = distinct(&ALL);
        let price = all as f64 * METRIC_MONTHLY_DOLLARS;
        let sum = format!("{all} metrics, {price:.2} $ a month");
        assert!(text.contains(&sum), "docs/metrics.md should say: {sum}");
        let missing: Vec<_> =
            kept::OPERATIONS.iter().filter(|name| !text.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "docs/metrics.md should name {missing:?}");
    }
}
