//! The slow-query warning: name, operation, time, and the plan, at most once a minute for each query.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::Object;
use tokio::time::Instant;

use crate::args::Arg;
use crate::query::Statement;
use crate::{door, scope};

/// How often the plan of one query is looked up.
const PLAN_INTERVAL: Duration = Duration::from_secs(60);

/// How long looking up a plan may hold up an answer that is already late.
const PLAN_TIMEOUT: Duration = Duration::from_millis(100);

static LAST_PLANNED: Mutex<Option<HashMap<&'static str, Instant>>> = Mutex::new(None);

/// Warns of a statement that took too long.
pub(crate) async fn warn(
    client: &Object,
    statement: &Statement,
    args: &[Arg<'_>],
    took: Duration,
    rows: usize,
) {
    let plan = if is_planned(&statement.sql) && is_due(statement.name) {
        plan_of(client, statement, args).await
    } else {
        None
    };
    let request_id = scope::request_id();
    tracing::warn!(
        query = statement.name,
        operation = scope::operation(),
        request_id = request_id.as_deref(),
        took_us = door::micros(took),
        rows,
        plan = plan.as_deref().unwrap_or("looked up within the last minute, or not to be had"),
        "slow query"
    );
}

/// Whether a statement has a plan. Asking for one of `BEGIN` is an error, and would end the transaction that it began.
fn is_planned(sql: &str) -> bool {
    // The first line is the query's name.
    let first = sql.lines().skip(1).flat_map(str::split_whitespace).next().unwrap_or_default();
    ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].iter().any(|word| word.eq_ignore_ascii_case(first))
}

fn is_due(name: &'static str) -> bool {
    let mut planned = LAST_PLANNED.lock().unwrap_or_else(PoisonError::into_inner);
    let planned = planned.get_or_insert_with(HashMap::new);
    let now = Instant::now();
    let due = planned.get(name).is_none_or(|last| now.duration_since(*last) >= PLAN_INTERVAL);
    if due {
        planned.insert(name, now);
    }
    due
}

async fn plan_of(client: &Object, statement: &Statement, args: &[Arg<'_>]) -> Option<String> {
    let explain = format!("EXPLAIN {}", statement.sql);
    let budget = scope::remaining().min(PLAN_TIMEOUT);
    let rows = tokio::time::timeout(budget, client.query_typed(&explain, args)).await.ok()?.ok()?;
    let lines: Vec<&str> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
    Some(without_values(&lines.join("\n")))
}

/// A plan without the values in it: they are users' data.
fn without_values(plan: &str) -> String {
    let mut clean = String::with_capacity(plan.len());
    let mut quoted = false;
    for c in plan.chars() {
        if c == '\'' {
            if !quoted {
                clean.push('?');
            }
            quoted = !quoted;
        } else if !quoted {
            clean.push(c);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[test]
    fn only_what_has_a_plan_is_asked_for_one() {
        let is_planned = |text: &'static str| is_planned(&Query::new("area.name", text).when(&[]).sql);
        assert!(is_planned("-- area.name: one article\nSELECT 1"));
        assert!(is_planned("WITH gone AS (SELECT 1) DELETE FROM a"));
        assert!(!is_planned("BEGIN") && !is_planned("COMMIT") && !is_planned(""));
    }

    #[test]
    fn a_plan_shows_no_values() {
        let plan = "Index Cond: (email = 'someone@example.org'::text)";
        assert_eq!(without_values(plan), "Index Cond: (email = ?::text)");
    }
}
