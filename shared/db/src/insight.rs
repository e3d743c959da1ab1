//! Insight into the database: what the server counts of itself, and what is wrong by it.
//!
//! Each check is a named statement that `neurmatic_monitor` may run, which sees statistics and no row of any table; what needs a
//! past asks our own samples ([`crate::samples`]). A check that can't be made is told as such, and hinders no other. Deliberately
//! not in here: mending anything.

mod activity;
mod finding;
mod indexes;
mod limits;
mod missing;
mod statements;
mod tables;

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::{Db, DbError, Door as _, Scope, Tx, args, queries, rows, samples, scope};

use finding::{Check, Sources};
pub use finding::{Finding, Report, Severity, Unavailable, monitor, reason};
pub use limits::Limits;
pub use missing::{Advice, ScannedRow, advice};

queries! { "insight":
    AUTOVACUUM_OFF = "autovacuum_off",
    CONNECTIONS = "connections",
    CONNECTION_STORM = "connection_storm",
    DATABASE = "database",
    DUPLICATE_INDEXES = "duplicate_indexes",
    HAS_HYPOPG = "has_hypopg",
    HIT_RATIO = "hit_ratio",
    IDLE_IN_TRANSACTION = "idle_in_transaction",
    INDEX_BLOAT = "index_bloat",
    INDEX_IDS = "index_ids",
    INVALID_INDEXES = "invalid_indexes",
    LOCK_CHAINS = "lock_chains",
    LONG_QUERIES = "long_queries",
    SCANNED_TABLES = "scanned_tables",
    SEQUENCES = "sequences",
    SPILLS = "spills",
    STALE_STATISTICS = "stale_statistics",
    STATEMENTS = "statements",
    TABLES = "tables",
    TABLE_BLOAT = "table_bloat",
    TRANSACTION_ID_AGE = "transaction_id_age",
    UNINDEXED_FOREIGN_KEYS = "unindexed_foreign_keys",
    UNUSED_INDEXES = "unused_indexes",
}

rows! {
    /// The database's figures.
    pub struct DatabaseRow {
        /// Its size on disk, in bytes.
        pub size_bytes: i64,
        /// How many connections there may be: the database's own limit, or the server's.
        pub connections_max: i32,
        /// Blocks that were found in memory, since the statistics began.
        pub hit_blocks: i64,
        /// Blocks that weren't.
        pub read_blocks: i64,
        /// Transactions that were committed.
        pub committed: i64,
        /// Transactions that were rolled back.
        pub rolled_back: i64,
        /// Deadlocks.
        pub deadlocks: i64,
        /// Bytes that sorts and hashes wrote to disk.
        pub spilled_bytes: i64,
        /// When the statistics last began anew; none: never, since the database was made.
        pub counted_since: Option<Timestamp>,
        /// For how long the longest of the running statements has been running, in seconds.
        pub longest_query_secs: Option<f64>,
        /// For how long the longest of the open transactions has been open, in seconds.
        pub longest_transaction_secs: Option<f64>,
        /// How many transactions ago its oldest rows were written.
        pub transaction_id_age: i64,
        /// How many bytes the replica that is furthest behind is behind; none without replicas.
        pub replication_lag_bytes: Option<i64>,
    }

    /// Connections that do the same.
    pub struct ConnectionsRow {
        /// What they do, such as `active`, `idle` or `idle in transaction`.
        pub state: String,
        /// How many.
        pub n: i64,
    }

    /// A table; a partitioned one with all its partitions.
    pub struct TableRow {
        /// Its name.
        pub name: String,
        /// How often it was read from end to end, since the statistics began.
        pub scans: i64,
        /// Rows that were read by that.
        pub rows_read: i64,
        /// Its rows.
        pub live_rows: i64,
        /// Its size with its indexes, in bytes.
        pub size_bytes: i64,
    }

    /// A statement as the server counts it.
    pub struct StatementRow {
        /// The server's number of it.
        pub id: i64,
        /// Its name in our code; none for what is none of ours.
        pub name: Option<String>,
        /// Its text with `$1`, `$2` … in place of values; of what isn't a query only the first word.
        pub text: String,
        /// How often it ran.
        pub calls: i64,
        /// How long that took, in milliseconds.
        pub total_ms: f64,
        /// How long that took on the average, in milliseconds.
        pub mean_ms: f64,
        /// How long it took at most, in milliseconds.
        pub max_ms: f64,
        /// Rows that it gave or touched.
        pub rows_given: i64,
    }
}

/// How long one check may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// Statements of a sample, the costliest first.
const SAMPLED_STATEMENTS: i64 = 500;

/// Tables of a sample, the largest first.
const SAMPLED_TABLES: i64 = 1_000;

fn checks() -> impl Iterator<Item = &'static Check> {
    indexes::CHECKS.iter().chain(&tables::CHECKS).chain(&activity::CHECKS).chain(&statements::CHECKS)
}

/// The names of all checks.
pub fn check_names() -> impl Iterator<Item = &'static str> {
    checks().map(|check| check.name)
}

/// Makes every check: of the server as the monitor, where it has a login, and of our samples as the application.
pub async fn check(monitor: Option<&Db>, app: &Db, limits: &Limits) -> Report {
    // Without a sample nothing was watched yet.
    let now = Timestamp::now();
    let since = within("insight.since", samples::since(app)).await.ok().flatten().unwrap_or(now);
    let sources = Sources::new(monitor, app, limits, since);
    let mut report = Report::default();
    for check in checks() {
        match within(check.name, (check.ask)(&sources)).await {
            Ok(rows) if rows.is_empty() => report.passed.push(check.name),
            Ok(rows) => report.findings.extend(rows.into_iter().map(|row| check.finding(row))),
            Err(error) => {
                tracing::debug!(check = check.name, %error, "a check can't be made");
                report.unavailable.push(Unavailable { check: check.name, reason: reason(&error) });
            }
        }
    }
    report.findings.sort_by_key(|finding| finding.severity);
    report
}

/// Runs a part within a time of its own, so that one that takes long leaves time to the others; and on an account of its own, since
/// as many statements as there are checks are no fault of the request's.
async fn within<F: Future>(name: &'static str, part: F) -> F::Output {
    Scope::new(name, Instant::now() + CHECK_TIMEOUT.min(scope::remaining())).run(part).await
}

/// Keeps what the server has counted until now, for later comparisons. Without `pg_stat_statements` statements are left out.
///
/// # Errors
/// [`DbError`].
pub async fn take_sample(monitor: &Db, tx: &Tx, at: Timestamp) -> Result<(), DbError> {
    let tables = tables(monitor, SAMPLED_TABLES).await?;
    let indexes: Vec<i64> = monitor.rows(&INDEX_IDS, args![]).await?;
    samples::put_tables(tx, at, &tables).await?;
    samples::see_indexes(tx, at, &indexes).await?;
    match statements(monitor, 0.0, 1, SAMPLED_STATEMENTS).await {
        Ok(costly) => samples::put_statements(tx, at, &costly).await,
        Err(error @ DbError::Failed { .. }) => {
            tracing::warn!(%error, "statements are not sampled");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// The database's figures.
///
/// # Errors
/// [`DbError`].
pub async fn database(monitor: &Db) -> Result<DatabaseRow, DbError> {
    monitor.one(&DATABASE, args![]).await
}

/// The database's connections by what they do.
///
/// # Errors
/// [`DbError`].
pub async fn connections(monitor: &Db) -> Result<Vec<ConnectionsRow>, DbError> {
    monitor.rows(&CONNECTIONS, args![]).await
}

/// The largest tables.
///
/// # Errors
/// [`DbError`].
pub async fn tables(monitor: &Db, limit: i64) -> Result<Vec<TableRow>, DbError> {
    monitor.rows(&TABLES, args![limit => INT8]).await
}

/// Statements that take at least so long on the average, and ran at least so often; the costliest first.
///
/// # Errors
/// [`DbError`], also without `pg_stat_statements`.
pub async fn statements(
    monitor: &Db,
    mean_ms: f64,
    calls: i64,
    limit: i64,
) -> Result<Vec<StatementRow>, DbError> {
    monitor.rows(&STATEMENTS, args![mean_ms => FLOAT8, calls => INT8, limit => INT8]).await
}
