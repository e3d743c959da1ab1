//! The database, for admins: its figures, and what is wrong with it. A part that can't be had is told, and the rest is shown.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_db::DbError;
use neurmatic_db::insight::{self, ConnectionsRow, DatabaseRow, Finding, Limits, TableRow, Unavailable};
use neurmatic_http::{Answer, Problem, Services};
use schemars::JsonSchema;
use serde::Serialize;

use crate::unavailable::UnavailableOut;

/// Tables that are told of, the largest first.
const TABLES_MAX: i64 = 20;

/// Notes what can't be had, and goes on without it.
pub(crate) fn or_told<T>(
    asked: Result<T, DbError>,
    part: &'static str,
    unavailable: &mut Vec<UnavailableOut>,
) -> Option<T> {
    match asked {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::debug!(part, %error, "a part of the database's figures can't be had");
            unavailable.push(UnavailableOut::without(part, insight::reason(&error)));
            None
        }
    }
}

/// What the database is and does.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DatabaseStatsOut {
    /// Its figures.
    database: Option<DatabaseOut>,
    /// Its connections by what they do.
    connections: Option<Vec<DatabaseConnectionsOut>>,
    /// Its largest tables.
    tables: Option<Vec<DatabaseTableOut>>,
    /// Parts that can't be had.
    unavailable: Vec<UnavailableOut>,
}

/// The database's figures; counts are since `countedSince`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DatabaseOut {
    /// Its size on disk, in bytes.
    size_bytes: i64,
    /// How many connections there may be.
    connections_max: i32,
    /// The share of blocks that were found in memory, 0 to 1; null when none was asked for.
    hit_ratio: Option<f64>,
    /// Transactions that were committed.
    committed: i64,
    /// Transactions that were rolled back.
    rolled_back: i64,
    /// Deadlocks.
    deadlocks: i64,
    /// Bytes that sorts and hashes wrote to disk.
    spilled_bytes: i64,
    /// When the counts last began anew; null: when the database was made.
    counted_since: Option<Timestamp>,
    /// For how long the longest of the running statements has been running, in seconds.
    longest_query_secs: Option<f64>,
    /// For how long the longest of the open transactions has been open, in seconds.
    longest_transaction_secs: Option<f64>,
    /// How many transactions ago its oldest rows were written; at 2,147 million it would stop.
    transaction_id_age: i64,
    /// How many bytes the replica that is furthest behind is behind; null without replicas.
    replication_lag_bytes: Option<i64>,
}

impl From<DatabaseRow> for DatabaseOut {
    fn from(row: DatabaseRow) -> Self {
        let blocks = row.hit_blocks + row.read_blocks;
        Self {
            size_bytes: row.size_bytes,
            connections_max: row.connections_max,
            hit_ratio: (blocks > 0).then(|| row.hit_blocks as f64 / blocks as f64),
            committed: row.committed,
            rolled_back: row.rolled_back,
            deadlocks: row.deadlocks,
            spilled_bytes: row.spilled_bytes,
            counted_since: row.counted_since,
            longest_query_secs: row.longest_query_secs,
            longest_transaction_secs: row.longest_transaction_secs,
            transaction_id_age: row.transaction_id_age,
            replication_lag_bytes: row.replication_lag_bytes,
        }
    }
}

/// Connections that do the same.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DatabaseConnectionsOut {
    /// What they do, such as `active`, `idle` or `idle in transaction`.
    state: String,
    /// How many.
    connections: i64,
}

impl From<ConnectionsRow> for DatabaseConnectionsOut {
    fn from(row: ConnectionsRow) -> Self {
        Self { state: row.state, connections: row.n }
    }
}

/// A table; a partitioned one with all its partitions.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DatabaseTableOut {
    /// Its name.
    name: String,
    /// Its rows, about.
    rows: i64,
    /// Its size with its indexes, in bytes.
    size_bytes: i64,
    /// How often it was read from end to end.
    scans: i64,
    /// Rows that were read by that.
    scanned_rows: i64,
}

impl From<TableRow> for DatabaseTableOut {
    fn from(row: TableRow) -> Self {
        Self {
            name: row.name,
            rows: row.live_rows,
            size_bytes: row.size_bytes,
            scans: row.scans,
            scanned_rows: row.rows_read,
        }
    }
}

/// What the checks of the database found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DatabaseChecksOut {
    /// What is wrong, what matters most first.
    findings: Vec<FindingOut>,
    /// Checks that found nothing.
    passed: Vec<&'static str>,
    /// Checks that couldn't be made.
    unavailable: Vec<UnavailableOut>,
}

/// Something that is wrong.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingOut {
    /// The check that found it, such as `unused_index`.
    check: &'static str,
    /// `critical`, `warning` or `notice`.
    severity: &'static str,
    /// What is concerned: a table, an index, a session, a statement by its name.
    object: String,
    /// The figures that it is judged by; each name ends in its unit.
    evidence: BTreeMap<String, f64>,
    /// What it means.
    explanation: &'static str,
    /// Statements that mend it, to be run one at a time, outside of a transaction; empty when none does.
    fix: Vec<String>,
    /// Why no statement mends it, and what does.
    no_fix: Option<&'static str>,
}

impl From<Finding> for FindingOut {
    fn from(finding: Finding) -> Self {
        Self {
            check: finding.check,
            severity: finding.severity.as_str(),
            object: finding.object,
            evidence: finding.evidence,
            explanation: finding.explanation,
            fix: finding.fix,
            no_fix: finding.no_fix,
        }
    }
}

impl From<Unavailable> for UnavailableOut {
    fn from(Unavailable { check, reason }: Unavailable) -> Self {
        Self::without(check, reason)
    }
}

/// The database's figures, connections and largest tables.
pub(crate) async fn database_stats(State(app): State<Services>) -> Result<Answer<DatabaseStatsOut>, Problem> {
    Answer::of(&stats(&app).await)
}

/// The same, for who shows them beside others.
pub(crate) async fn stats(app: &Services) -> DatabaseStatsOut {
    let monitor = || insight::monitor(app.monitor.as_ref());
    let mut unavailable = Vec::new();
    let database = or_told(async { insight::database(monitor()?).await }.await, "database", &mut unavailable);
    let connections =
        or_told(async { insight::connections(monitor()?).await }.await, "connections", &mut unavailable);
    let tables =
        or_told(async { insight::tables(monitor()?, TABLES_MAX).await }.await, "tables", &mut unavailable);
    DatabaseStatsOut {
        database: database.map(DatabaseOut::from),
        connections: connections.map(|rows| rows.into_iter().map(DatabaseConnectionsOut::from).collect()),
        tables: tables.map(|rows| rows.into_iter().map(DatabaseTableOut::from).collect()),
        unavailable,
    }
}

/// What is wrong with the database.
pub(crate) async fn database_checks(
    State(app): State<Services>,
) -> Result<Answer<DatabaseChecksOut>, Problem> {
    let report = insight::check(app.monitor.as_ref(), &app.db, &Limits::default()).await;
    Answer::of(&DatabaseChecksOut {
        findings: report.findings.into_iter().map(FindingOut::from).collect(),
        passed: report.passed,
        unavailable: report.unavailable.into_iter().map(UnavailableOut::from).collect(),
    })
}
