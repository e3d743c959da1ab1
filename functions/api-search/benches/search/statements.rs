//! Postgres' own time for each statement of the search, beside what this process saw of it.

use std::collections::HashMap;

use crate::Bench;

const RESET: &str = "SELECT pg_stat_statements_reset()";

/// A statement is known by its name, which its text begins with.
const FIGURES: &str = r"
    SELECT substring(query FROM '/\* (search\.[a-z_]+) \*/'),
           sum(total_exec_time) / sum(calls)::float8,
           max(max_exec_time),
           (sum(shared_blks_hit + shared_blks_read) / sum(calls))::int8
    FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query ~ '^/\* search\.[a-z_]+ \*/'
    GROUP BY 1
    HAVING sum(calls) > 0";

/// What the server says of a statement.
struct Figures {
    mean_ms: f64,
    longest_ms: f64,
    /// Pages that a run reads, in memory or from disk.
    pages: i64,
}

/// Begins the counts anew.
pub(crate) async fn begin(bench: &Bench) {
    bench.services.db.forget_statements();
    if bench.world.owner().batch_execute(RESET).await.is_err() {
        println!("this Postgres keeps no figures of statements: only those of this process are told");
    }
}

/// The costliest first.
pub(crate) async fn tell(bench: &Bench, title: &str) {
    // Where the server keeps none, or knows no names, this process' own are told alone.
    let rows = bench.world.owner().query(FIGURES, &[]).await.unwrap_or_default();
    let server: HashMap<String, Figures> = rows
        .iter()
        .map(|row| (row.get(0), Figures { mean_ms: row.get(1), longest_ms: row.get(2), pages: row.get(3) }))
        .collect();
    println!(
        "{title}\n{:<24}{:>8}{:>10}{:>12}{:>8}{:>14}{:>10}",
        "", "runs", "mean ms", "longest ms", "pages", "seen, mean ms", "p95 ms"
    );
    for seen in bench.services.db.statements() {
        if !seen.name.starts_with("search.") {
            continue;
        }
        let told = server.get(seen.name).map_or_else(
            || format!("{:>10}{:>12}{:>8}", "-", "-", "-"),
            |told| format!("{:>10.2}{:>12.2}{:>8}", told.mean_ms, told.longest_ms, told.pages),
        );
        let (mean_ms, p95_ms) = (seen.mean_us / 1e3, seen.p95_us as f64 / 1e3);
        println!("{:<24}{:>8}{told}{mean_ms:>14.2}{p95_ms:>10.2}", seen.name, seen.count);
    }
    let waits = bench.services.db.connection_waits();
    println!(
        "waits for a connection: mean {:.2} ms, p95 {:.2} ms\n",
        waits.mean_us / 1e3,
        waits.p95_us as f64 / 1e3
    );
}
