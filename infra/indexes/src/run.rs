//! One statement, run with its plan in a transaction that is rolled back. For a write the server's own counters tell
//! what its triggers and foreign keys looked through, which the plan doesn't show.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use anyhow::Result;
use postgres_types::{ToSql, Type};
use serde_json::Value;
use tokio_postgres::Client;

use crate::plan::Plan;
use crate::values::Text;

/// How often each table was scanned and each index used, in this session and not told to the server yet.
const COUNTERS: &str = "
    SELECT c.relname::text, c.relkind = 'i', pg_stat_get_xact_numscans(c.oid)
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')";

/// Without the times of single nodes, which cost more than what they measure.
const EXPLAIN: &str = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ";

/// What a statement did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) plan: Plan,
    /// Tables that were read from end to end: by the statement, its triggers and its foreign keys.
    pub(crate) scans: BTreeSet<String>,
    /// Indexes that were used, likewise.
    pub(crate) indexes: BTreeSet<String>,
    /// Planning and running with the plan's bookkeeping, as the client saw it.
    pub(crate) took_ms: f64,
}

/// Runs a statement and forgets its effect.
///
/// # Errors
/// When it fails.
pub(crate) async fn run(client: &mut Client, sql: &str, values: &[(Text, Type)]) -> Result<Run> {
    let parameters: Vec<(&(dyn ToSql + Sync), Type)> =
        values.iter().map(|(value, ty)| (value as &(dyn ToSql + Sync), ty.clone())).collect();
    let tx = client.transaction().await?;
    let before = if writes(sql) { tx.query(COUNTERS, &[]).await? } else { Vec::new() };
    let started = Instant::now();
    let explained = tx.query_typed(&format!("{EXPLAIN}{sql}"), &parameters).await?;
    let took_ms = started.elapsed().as_secs_f64() * 1e3;
    let after = if writes(sql) { tx.query(COUNTERS, &[]).await? } else { Vec::new() };
    tx.rollback().await?;

    let answer: Value = explained.first().map_or(Ok(Value::Null), |row| row.try_get(0))?;
    let plan = Plan::read(&answer)?;
    let mut run = Run { scans: plan.scans.clone(), indexes: plan.indexes.clone(), plan, took_ms };
    let earlier: BTreeMap<String, i64> = before.iter().map(|row| (row.get(0), row.get(2))).collect();
    for row in &after {
        let (name, is_index, uses): (String, bool, i64) = (row.get(0), row.get(1), row.get(2));
        if uses > earlier.get(&name).copied().unwrap_or_default() {
            let used = if is_index { &mut run.indexes } else { &mut run.scans };
            used.insert(name);
        }
    }
    Ok(run)
}

/// Whether a statement changes rows: keywords are written in capitals.
pub(crate) fn writes(sql: &str) -> bool {
    let mut words = sql.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.any(|word| matches!(word, "INSERT" | "UPDATE" | "DELETE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_known_by_its_words() {
        assert!(writes("WITH gone AS (DELETE FROM outbox WHERE id = $1) SELECT 1"));
        assert!(!writes("SELECT updated_at, deleted FROM inserted"));
    }
}
