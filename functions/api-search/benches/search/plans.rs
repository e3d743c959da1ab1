//! How Postgres finds what is sought, for the commonest word and for a rare one: which tables and indexes it reads, and how
//! many rows each gives. Prepared and run often before, as the functions' connections have it.

use neurmatic_db::Query;
use neurmatic_db::search;
use serde_json::Value;
use tokio_postgres::Client;

use crate::Bench;

/// Runs with each text before the plan is looked at: after five in all, one plan may be kept for all texts.
const RUNS: usize = 5;

/// Letters of a rare word that begin a suggestion.
const TYPED: usize = 5;

/// Without the times of single nodes, which cost more than what they measure.
const EXPLAIN: &str = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)";

const IS_GENERIC: &str = "SELECT generic_plans > 0 FROM pg_prepared_statements WHERE name = 'sought'";

pub(crate) async fn tell(bench: &Bench) {
    let client = bench.world.another_app().await;
    let (common, rare) = bench.words.extremes();
    println!("plans: each scan with its rows, `of` how many it read");
    for query in search::ALL {
        match query.name {
            "search.suggest" => explain(&client, query, ["th", &rare[..TYPED.min(rare.len())]], "").await,
            name if name.starts_with("search.show_") => {}
            _ => explain(&client, query, [common, rare], ", 21").await,
        }
    }
    println!();
}

/// Tells a statement's plan for each text; `more` is what it is given beside that.
async fn explain(client: &Client, query: &Query, texts: [&str; 2], more: &str) {
    let types = if more.is_empty() { "text" } else { "text, int8" };
    let prepare = format!("PREPARE sought ({types}) AS {}", query.when(&[]).sql);
    client.batch_execute(&prepare).await.unwrap();
    // Words have letters and nothing else.
    let runs = texts.map(|text| format!("EXECUTE sought ('{text}'{more})"));
    for _ in 0..RUNS {
        for run in &runs {
            client.batch_execute(run).await.unwrap();
        }
    }
    let row = client.query_one(IS_GENERIC, &[]).await.unwrap();
    let kept = if row.get(0) { "one plan for all texts" } else { "a plan for each text" };
    println!("{}, {kept}", query.name);
    for (text, run) in texts.iter().zip(&runs) {
        let explained: Value = client.query_one(&format!("{EXPLAIN} {run}"), &[]).await.unwrap().get(0);
        let took_ms = explained.pointer("/0/Execution Time").and_then(Value::as_f64).unwrap_or_default();
        let root = explained.pointer("/0/Plan").unwrap();
        let mut found = Vec::new();
        scans(root, &mut found);
        println!("  {text:<16}{took_ms:>8.1} ms{:>8} pages  {}", pages(root), found.join(", "));
    }
    client.batch_execute("DEALLOCATE sought").await.unwrap();
}

/// Pages that were read, in memory or from disk.
fn pages(root: &Value) -> u64 {
    let number = |name: &str| root.get(name).and_then(Value::as_u64).unwrap_or_default();
    number("Shared Hit Blocks") + number("Shared Read Blocks")
}

/// The nodes that read a table or an index, in the plan's order.
fn scans(node: &Value, found: &mut Vec<String>) {
    let text = |name: &str| node.get(name).and_then(Value::as_str);
    let number = |name: &str| node.get(name).and_then(Value::as_f64).unwrap_or_default();
    let loops = number("Actual Loops");
    if let (Some(kind), Some(of)) = (text("Node Type"), text("Index Name").or(text("Relation Name")))
        && loops > 0.0
    {
        let rows = number("Actual Rows") * loops;
        let refused = (number("Rows Removed by Filter") + number("Rows Removed by Index Recheck")) * loops;
        let read = if refused > 0.0 { format!(" of {:.0}", rows + refused) } else { String::new() };
        found.push(format!("{kind} {of} {rows:.0}{read}"));
    }
    for child in node.get("Plans").and_then(Value::as_array).into_iter().flatten() {
        scans(child, found);
    }
}
