//! What the insight into the database remembers: the server's own counters have no past.
//!
//! What is made of it is in [`crate::insight`]; these tables are ours, and read and written as the application.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use crate::insight::{StatementRow, TableRow};
use crate::{Db, DbError, Door, Scope, args, queries, rows};

queries! { "samples":
    GROWN = "grown",
    NOTE_REPEATED = "note_repeated",
    PUT_STATEMENTS = "put_statements",
    PUT_TABLES = "put_tables",
    REGRESSED = "regressed",
    REPEATED = "repeated",
    SEEN_INDEXES = "seen_indexes",
    SEE_INDEXES = "see_indexes",
    SINCE = "since",
}

rows! {
    /// What a statement found to be wrong.
    pub struct FaultRow {
        /// What is concerned: a table, an index, a session, a statement.
        pub object: String,
        /// Numbers, by names that end in their units.
        pub figures: Value,
        /// Statements that mend it, in order; none: no statement does.
        pub fix: Vec<String>,
        /// Whether it can't wait.
        pub is_critical: bool,
    }

    /// Since when an index is known.
    pub struct SightingRow {
        /// Its number at the server.
        pub index_id: i64,
        /// When the first sample met it.
        pub seen_at: Timestamp,
    }

    /// When a sample was taken.
    pub struct SinceRow {
        /// When.
        pub taken_at: Timestamp,
    }
}

/// What counts as a regression of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regression {
    /// Calls in the last period.
    pub calls: i64,
    /// Mean time in it, in milliseconds.
    pub mean_ms: f64,
    /// That time against the median of earlier periods.
    pub factor: f64,
    /// Earlier periods.
    pub periods: i64,
}

/// What counts as a growth of sequential scans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Rows of the table.
    pub rows: i64,
    /// Rows that scans read in the last period.
    pub read_rows: i64,
    /// That number against the median of earlier periods.
    pub factor: f64,
    /// Earlier periods.
    pub periods: i64,
}

/// Keeps what statements had cost until a time. A second sample of the same time changes nothing.
///
/// # Errors
/// [`DbError`].
pub async fn put_statements(
    tx: &impl Door,
    at: Timestamp,
    statements: &[StatementRow],
) -> Result<(), DbError> {
    let ids: Vec<i64> = statements.iter().map(|row| row.id).collect();
    let names: Vec<Option<&str>> = statements.iter().map(|row| row.name.as_deref()).collect();
    let calls: Vec<i64> = statements.iter().map(|row| row.calls).collect();
    let total_ms: Vec<f64> = statements.iter().map(|row| row.total_ms).collect();
    let rows_given: Vec<i64> = statements.iter().map(|row| row.rows_given).collect();
    tx.run(
        &PUT_STATEMENTS,
        args![
            at => TIMESTAMPTZ, ids => INT8_ARRAY, names => TEXT_ARRAY, calls => INT8_ARRAY,
            total_ms => FLOAT8_ARRAY, rows_given => INT8_ARRAY,
        ],
    )
    .await
}

/// Keeps how often tables had been read from end to end until a time. A second sample of the same time changes nothing.
///
/// # Errors
/// [`DbError`].
pub async fn put_tables(tx: &impl Door, at: Timestamp, tables: &[TableRow]) -> Result<(), DbError> {
    let names: Vec<&str> = tables.iter().map(|row| row.name.as_str()).collect();
    let scans: Vec<i64> = tables.iter().map(|row| row.scans).collect();
    let rows_read: Vec<i64> = tables.iter().map(|row| row.rows_read).collect();
    let live_rows: Vec<i64> = tables.iter().map(|row| row.live_rows).collect();
    let size_bytes: Vec<i64> = tables.iter().map(|row| row.size_bytes).collect();
    tx.run(
        &PUT_TABLES,
        args![
            at => TIMESTAMPTZ, names => TEXT_ARRAY, scans => INT8_ARRAY, rows_read => INT8_ARRAY,
            live_rows => INT8_ARRAY, size_bytes => INT8_ARRAY,
        ],
    )
    .await
}

/// Remembers since when indexes are known; those that aren't among them are forgotten.
///
/// # Errors
/// [`DbError`].
pub async fn see_indexes(tx: &impl Door, at: Timestamp, indexes: &[i64]) -> Result<(), DbError> {
    tx.run(&SEE_INDEXES, args![at => TIMESTAMPTZ, indexes => INT8_ARRAY]).await
}

/// Since when each index is known.
///
/// # Errors
/// [`DbError`].
pub async fn seen_indexes(db: &impl Door) -> Result<Vec<SightingRow>, DbError> {
    db.rows(&SEEN_INDEXES, args![]).await
}

/// When the first of the samples was taken that are kept.
///
/// # Errors
/// [`DbError`].
pub async fn since(db: &impl Door) -> Result<Option<Timestamp>, DbError> {
    let first: Option<SinceRow> = db.maybe(&SINCE, args![]).await?;
    Ok(first.map(|row| row.taken_at))
}

/// Statements whose last period was a regression.
///
/// # Errors
/// [`DbError`].
pub async fn regressed(db: &impl Door, from: &Regression) -> Result<Vec<FaultRow>, DbError> {
    let Regression { calls, mean_ms, factor, periods } = from;
    db.rows(&REGRESSED, args![calls => INT8, mean_ms => FLOAT8, factor => FLOAT8, periods => INT8]).await
}

/// Tables of which scans read far more than before.
///
/// # Errors
/// [`DbError`].
pub async fn grown(db: &impl Door, from: &Growth) -> Result<Vec<FaultRow>, DbError> {
    let Growth { rows, read_rows, factor, periods } = from;
    db.rows(&GROWN, args![rows => INT8, read_rows => INT8, factor => FLOAT8, periods => INT8]).await
}

/// Operations of which at least so many requests of late sent a statement again and again.
///
/// # Errors
/// [`DbError`].
pub async fn repeated(db: &impl Door, within: Duration, requests: i64) -> Result<Vec<FaultRow>, DbError> {
    let secs = within.as_secs_f64();
    db.rows(&REPEATED, args![secs => FLOAT8, requests => INT8]).await
}

/// How often a process writes such requests of one operation down.
const NOTE_INTERVAL: Duration = Duration::from_secs(60);

/// How long that may hold up an answer.
const NOTE_TIMEOUT: Duration = Duration::from_millis(200);

/// Of an operation: when its requests were last written down, and how many have come since.
static NOTED: Mutex<Option<HashMap<&'static str, Noted>>> = Mutex::new(None);

struct Noted {
    at: Instant,
    requests: i64,
}

/// Writes down that a request sent a statement again and again (N+1): at once, or with later ones of its operation, so that an
/// operation that always does costs a statement a minute. What can't be written is only in the log.
pub async fn note_repeated(db: &Db, scope: &Scope) {
    let operation = scope.operation();
    let Some((query, times)) = scope.most_repeated() else { return };
    let Some(requests) = due(operation, Instant::now()) else { return };
    let times = i32::try_from(times).unwrap_or(i32::MAX);
    let queries = i32::try_from(scope.account().queries).unwrap_or(i32::MAX);
    // A scope of its own: the request's account stays what it is, and its deadline may have passed.
    let own = Scope::new("samples.note_repeated", Instant::now() + NOTE_TIMEOUT);
    let args = args![operation => TEXT, query => TEXT, times => INT4, queries => INT4, requests => INT8];
    if let Err(error) = own.run(db.run(&NOTE_REPEATED, args)).await {
        tracing::debug!(operation, %error, "repeated statements were not written down");
    }
}

/// How many requests are to be written down now; `None`: later.
fn due(operation: &'static str, now: Instant) -> Option<i64> {
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    let noted = noted.get_or_insert_with(HashMap::new);
    let Some(of) = noted.get_mut(operation) else {
        noted.insert(operation, Noted { at: now, requests: 0 });
        return Some(1);
    };
    of.requests += 1;
    if now.duration_since(of.at) < NOTE_INTERVAL {
        return None;
    }
    of.at = now;
    Some(std::mem::take(&mut of.requests))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_statements_are_written_down_at_once_and_then_once_a_minute() {
        let start = Instant::now();
        assert_eq!(due("test.first", start), Some(1));
        assert_eq!(due("test.first", start + Duration::from_secs(1)), None);
        assert_eq!(due("test.other", start + Duration::from_secs(1)), Some(1));
        assert_eq!(due("test.first", start + Duration::from_secs(61)), Some(2));
        assert_eq!(due("test.first", start + Duration::from_secs(62)), None);
    }
}
