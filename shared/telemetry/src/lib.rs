//! What is known of each request and task: one record, from which come the line in the log, CloudWatch's metrics and the
//! live figures of the last minutes.
//!
//! Deliberately not in here: what is an error or slow enough to tell somebody (`neurmatic-alerts`), and what a page shows.

mod cloudwatch;
mod data;
mod definitions;
mod emf;
mod error;
mod errors;
mod figures;
mod histogram;
mod history;
mod kept;
mod live;
mod log;
mod meter;
mod prices;
mod reading;
mod record;
mod sentry;
mod tally;
mod telemetry;

pub use cloudwatch::{CloudWatch, HISTORY_WINDOW_MAX};
pub use data::STATUS_CLASSES;
pub use definitions::{
    ALL, By, CACHE_ANSWERS, COLD_STARTS, DATABASE_TIME, ERRORS, FUNCTIONS, LATENCY, LIMITED, MEMORY,
    METRIC_MONTHLY_DOLLARS, METRICS_MAX, Metric, MetricBy, QUERIES, REDIS_TIME, REQUESTS, TASK_FAILURES,
    TASK_RETRIES, TASK_TIME, Unit, distinct,
};
pub use error::TelemetryError;
pub use errors::{AlertEvent, AlertLevel, ErrorEvent};
pub use figures::{Figures, MinuteFigures};
pub use histogram::Histogram;
pub use history::{History, Past};
pub use kept::OPERATIONS as KEPT_OPERATIONS;
pub use live::{Carried, KEPT_MINUTES};
pub use prices::{
    GATEWAY_MILLION_DOLLARS, LAMBDA_GIGABYTE_SECOND_DOLLARS, LAMBDA_MILLION_DOLLARS, LOG_GIGABYTE_DOLLARS,
    LOG_LINE_BYTES, record_bytes,
};
pub use reading::{minute_of, read, read_counts};
pub use record::{CacheCounts, CacheOutcome, EVERY_NAMESPACE, RequestRecord, TaskOutcome, TaskRecord};
pub use tally::Kind;
pub use telemetry::Telemetry;
