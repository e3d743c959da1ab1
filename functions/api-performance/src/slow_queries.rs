//! What statements cost, for admins, and the indexes that would make some cheaper. Values are in no text: `$1`, `$2` … stand for them.

use axum::extract::State;
use neurmatic_db::StatementStats;
use neurmatic_db::insight::{self, Advice, Limits, StatementRow};
use neurmatic_http::{Answer, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

use crate::database::or_told;
use crate::unavailable::UnavailableOut;

/// Statements of each list, those first that cost most.
const STATEMENTS_MAX: usize = 50;

/// The statements that cost most.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SlowQueriesOut {
    /// Of the process that answers: those that were slower than `SLOW_QUERY_THRESHOLD` at least once. Their plans are in the log.
    application: Vec<ApplicationQueryOut>,
    /// Of the server, whoever sent them: those with a mean of 5 ms or more.
    server: Vec<ServerQueryOut>,
    /// Parts that can't be had.
    unavailable: Vec<UnavailableOut>,
}

/// A statement as the process that answers saw it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationQueryOut {
    /// Its name.
    name: &'static str,
    /// How often it ran.
    calls: u64,
    /// How often it was slow.
    slow: u64,
    /// How long it took on the average, in milliseconds.
    mean_ms: f64,
    /// The time that 95 % kept to, in milliseconds.
    p95_ms: f64,
    /// The time that 99 % kept to, in milliseconds.
    p99_ms: f64,
}

impl From<StatementStats> for ApplicationQueryOut {
    fn from(stats: StatementStats) -> Self {
        Self {
            name: stats.name,
            calls: stats.count,
            slow: stats.slow,
            mean_ms: stats.mean_us / 1e3,
            p95_ms: stats.p95_us as f64 / 1e3,
            p99_ms: stats.p99_us as f64 / 1e3,
        }
    }
}

/// A statement as the server counts it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServerQueryOut {
    /// Its name; null for what is none of the platform's.
    name: Option<String>,
    /// Its text without values; of what isn't a query only the first word.
    text: String,
    /// How often it ran.
    calls: i64,
    /// How long that took, in milliseconds.
    total_ms: f64,
    /// How long it took on the average, in milliseconds.
    mean_ms: f64,
    /// How long it took at most, in milliseconds.
    max_ms: f64,
    /// Rows that it gave or touched.
    rows: i64,
}

impl From<StatementRow> for ServerQueryOut {
    fn from(row: StatementRow) -> Self {
        Self {
            name: row.name,
            text: row.text,
            calls: row.calls,
            total_ms: row.total_ms,
            mean_ms: row.mean_ms,
            max_ms: row.max_ms,
            rows: row.rows_given,
        }
    }
}

/// Indexes that seem to be missing.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MissingIndexesOut {
    /// The indexes, those first whose statements cost most.
    indexes: Vec<MissingIndexOut>,
    /// Parts that can't be had.
    unavailable: Vec<UnavailableOut>,
}

/// An index that seems to be missing: by the words of a statement, which is advice and not proof.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MissingIndexOut {
    /// The table.
    table: String,
    /// Its columns, in order.
    columns: Vec<String>,
    /// Rows of the table, about.
    rows: i64,
    /// How often the table was read from end to end.
    scans: i64,
    /// Rows that were read by that.
    scanned_rows: i64,
    /// The statement that would use it and costs most.
    statement: ServerQueryOut,
    /// Statements that build it, to be run one at a time, outside of a transaction; empty for a partitioned table.
    fix: Vec<String>,
    /// Statements that show, in one session as the application, whether the planner would use it; empty without HypoPG.
    trial: Vec<String>,
}

impl From<Advice> for MissingIndexOut {
    fn from(advice: Advice) -> Self {
        Self {
            table: advice.table.name,
            columns: advice.columns,
            rows: advice.table.live_rows,
            scans: advice.table.scans,
            scanned_rows: advice.table.rows_read,
            statement: advice.statement.into(),
            fix: advice.fix,
            trial: advice.trial,
        }
    }
}

/// The statements that cost most: this process's own, and the server's.
pub(crate) async fn slow_queries(State(app): State<Services>) -> Result<Answer<SlowQueriesOut>, Problem> {
    Answer::of(&costly(&app).await)
}

/// The same, for who shows them beside others.
pub(crate) async fn costly(app: &Services) -> SlowQueriesOut {
    let mut unavailable = Vec::new();
    let mean_ms = Limits::default().scanning_mean_ms;
    let asked = async {
        let monitor = insight::monitor(app.monitor.as_ref())?;
        insight::statements(monitor, mean_ms, 1, i64::try_from(STATEMENTS_MAX).unwrap_or(i64::MAX)).await
    };
    let server = or_told(asked.await, "server", &mut unavailable).unwrap_or_default();
    let own = app.db.statements().into_iter().filter(|stats| stats.slow > 0).take(STATEMENTS_MAX);
    SlowQueriesOut {
        application: own.map(ApplicationQueryOut::from).collect(),
        server: server.into_iter().map(ServerQueryOut::from).collect(),
        unavailable,
    }
}

/// Indexes that seem to be missing.
pub(crate) async fn missing_indexes(
    State(app): State<Services>,
) -> Result<Answer<MissingIndexesOut>, Problem> {
    Answer::of(&missing(&app).await)
}

/// The same, for who shows them beside others.
pub(crate) async fn missing(app: &Services) -> MissingIndexesOut {
    let mut unavailable = Vec::new();
    let asked = async { insight::advice(insight::monitor(app.monitor.as_ref())?, &Limits::default()).await };
    let advice = or_told(asked.await, "indexes", &mut unavailable).unwrap_or_default();
    MissingIndexesOut { indexes: advice.into_iter().map(MissingIndexOut::from).collect(), unavailable }
}
