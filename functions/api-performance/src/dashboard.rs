//! Everything that the dashboard shows by one answer: each part is what the route of its name answers. Deliberately not in it: the
//! checks of the database, which take longer than everything else.

use std::time::Duration;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_db::DbError;
use neurmatic_http::{Answer, Problem, Query, Services};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::timeout;

use crate::alerts::{self, PlatformAlertsOut};
use crate::cache_stats::{self, CacheStatsOut};
use crate::cost::{self, CostOut};
use crate::database::{self, DatabaseStatsOut};
use crate::limits::{self, RateLimitsOut};
use crate::metrics::{self, MetricsOut, MetricsQuery};
use crate::queue_figures::QueueOut;
use crate::queues;
use crate::rates::{self, RatesOut};
use crate::resources::{self, ResourcesOut};
use crate::slow_queries::{self, MissingIndexesOut, SlowQueriesOut};
use crate::unavailable::UnavailableOut;
use crate::window::Window;

/// How long a part may take; all are read at once. A request has 10 s.
const PART_WITHIN: Duration = Duration::from_secs(5);

/// Everything. A part that can't be had is null.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DashboardOut {
    /// When this was so.
    generated_at: Timestamp,
    /// The window of `metrics`, as it was asked for.
    window: String,
    /// As `/performance/metrics`.
    metrics: Option<MetricsOut>,
    /// As `/performance/request-rates`.
    request_rates: Option<RatesOut>,
    /// As `/performance/cache-stats`.
    cache_stats: Option<CacheStatsOut>,
    /// As `/performance/resources`.
    resources: Option<ResourcesOut>,
    /// As `/performance/database-stats`.
    database_stats: Option<DatabaseStatsOut>,
    /// As `/performance/slow-queries`.
    slow_queries: Option<SlowQueriesOut>,
    /// As `/performance/missing-indexes`.
    missing_indexes: Option<MissingIndexesOut>,
    /// As `/performance/queues`.
    queues: Option<Vec<QueueOut>>,
    /// As `/performance/alerts`.
    alerts: Option<PlatformAlertsOut>,
    /// Which limits refused somebody in the last quarter of an hour.
    rate_limits: Option<RateLimitsOut>,
    /// What the requests of the last quarter of an hour cost.
    cost: Option<CostOut>,
    /// Parts that can't be had, by their names here; what a part itself has to do without is in its own list.
    unavailable: Vec<UnavailableOut>,
}

/// Everything that the dashboard shows.
pub(crate) async fn dashboard(
    State(app): State<Services>,
    Query(query): Query<MetricsQuery>,
) -> Result<Answer<DashboardOut>, Problem> {
    let window = Window::of(query.window.as_deref())?;
    let (
        metrics,
        request_rates,
        cache_stats,
        resources,
        database_stats,
        slow_queries,
        missing_indexes,
        queues,
        alerts,
        rate_limits,
        cost,
    ) = tokio::join!(
        part("metrics", sure(metrics::figures(&app, window))),
        part("requestRates", sure(rates::rates(&app))),
        part("cacheStats", sure(cache_stats::stats(&app))),
        part("resources", sure(resources::taken(&app))),
        part("databaseStats", sure(database::stats(&app))),
        part("slowQueries", sure(slow_queries::costly(&app))),
        part("missingIndexes", sure(slow_queries::missing(&app))),
        part("queues", queues::overview(&app)),
        part("alerts", alerts::told(&app)),
        part("rateLimits", sure(limits::refusals(&app))),
        part("cost", sure(cost::cost(&app))),
    );
    let mut unavailable = Vec::new();
    let noted = &mut unavailable;
    Answer::of(&DashboardOut {
        generated_at: Timestamp::now(),
        window: query.window.unwrap_or_else(|| format!("{}m", window.minutes())),
        metrics: or_noted(metrics, noted),
        request_rates: or_noted(request_rates, noted),
        cache_stats: or_noted(cache_stats, noted),
        resources: or_noted(resources, noted),
        database_stats: or_noted(database_stats, noted),
        slow_queries: or_noted(slow_queries, noted),
        missing_indexes: or_noted(missing_indexes, noted),
        queues: or_noted(queues, noted),
        alerts: or_noted(alerts, noted),
        rate_limits: or_noted(rate_limits, noted),
        cost: or_noted(cost, noted),
        unavailable,
    })
}

/// Reads a part, within its time.
fn part<T>(
    name: &'static str,
    reading: impl Future<Output = Result<T, DbError>>,
) -> impl Future<Output = Result<T, UnavailableOut>> {
    // On the heap: all of them together are more than a request should carry.
    let reading = Box::pin(reading);
    async move {
        match timeout(PART_WITHIN, reading).await {
            Ok(Ok(part)) => Ok(part),
            Ok(Err(error)) => {
                tracing::debug!(part = name, %error, "a part of the dashboard can't be had");
                Err(UnavailableOut::without(name, reason(&error)))
            }
            Err(_elapsed) => Err(UnavailableOut::without(name, "it takes too long")),
        }
    }
}

/// What is said of a part that the database doesn't give.
fn reason(error: &DbError) -> &'static str {
    match error {
        DbError::Timeout { .. } => "the database didn't answer in time",
        DbError::Unavailable(_) => "the database can't be reached",
        _ => "a statement failed",
    }
}

/// A part that says by itself what it lacks.
async fn sure<T>(reading: impl Future<Output = T>) -> Result<T, DbError> {
    Ok(reading.await)
}

fn or_noted<T>(read: Result<T, UnavailableOut>, unavailable: &mut Vec<UnavailableOut>) -> Option<T> {
    match read {
        Ok(part) => Some(part),
        Err(missing) => {
            unavailable.push(missing);
            None
        }
    }
}
