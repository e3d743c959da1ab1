//! The source document's tables, row by row, beside what was measured here.

use serde::Serialize;

use super::Report;

/// A row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceRow {
    /// The table it is in.
    pub table: &'static str,
    /// What it is about.
    pub metric: &'static str,
    /// What the source document states.
    pub theirs: &'static str,
    /// What was measured here, or why it wasn't.
    pub ours: String,
}

/// Why a row of the CDN isn't measured.
const NO_CDN: &str = "not measured: no CDN is part of this run";

/// Why its rows of files aren't.
const NO_FILES: &str = "not measured: the mix has no files";

/// Every row of the tables.
pub(super) fn rows(report: &Report) -> Vec<SourceRow> {
    [response_times(report), load(report), database(report), cache(report), resources(report), cdn(report)]
        .concat()
}

fn row(table: &'static str, metric: &'static str, theirs: &'static str, ours: String) -> SourceRow {
    SourceRow { table, metric, theirs, ours }
}

fn ms(value: f64) -> String {
    format!("{value:.1} ms")
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

fn response_times(report: &Report) -> Vec<SourceRow> {
    let table = "before and after";
    vec![
        row(table, "API response (p95)", "185 ms", ms(report.latency.p95_ms)),
        row(table, "API response (p99)", "450 ms", ms(report.latency.p99_ms)),
        row(table, "Database query, mean", "45 ms", ms(report.query_mean_ms)),
        row(table, "Database query, p95", "80 ms", format!("{} (worst query)", ms(report.query_p95_ms))),
        row(table, "Slow queries", "< 5 %", percent(report.slow_share)),
        row(table, "Cache hit rate", "82.5 %", percent(report.hit_share)),
        row(table, "Job processing, mean", "1,200 ms", "not measured: tasks have a run of their own".into()),
        row(table, "Stalled jobs", "< 1 %", "not measured: tasks have a run of their own".into()),
        row(table, "Error rate", "0.3 %", percent(report.error_share)),
    ]
}

fn load(report: &Report) -> Vec<SourceRow> {
    let table = "load test, 1,000 users";
    // 350,000 requests in five minutes are 1,167 a second: the document's own figures don't agree.
    vec![
        row(table, "Requests", "350,000", report.requests.to_string()),
        row(table, "Duration", "5 min", format!("{:.0} s", report.took_secs)),
        row(table, "Response time, mean", "68 ms", ms(report.latency.mean_ms)),
        row(table, "Response time, p50", "45 ms", ms(report.latency.p50_ms)),
        row(table, "Response time, p95", "185 ms", ms(report.latency.p95_ms)),
        row(table, "Response time, p99", "450 ms", ms(report.latency.p99_ms)),
        row(table, "Errors", "0.3 %", percent(report.error_share)),
        row(table, "Throughput (stated)", "3,500/s", format!("{:.0}/s", report.reached_per_sec)),
        row(
            table,
            "Throughput (requests by duration)",
            "1,167/s",
            format!("{:.0}/s", report.reached_per_sec),
        ),
        row(
            table,
            "Zero downtime",
            "yes",
            if report.errors.keys().any(|what| what.ends_with("broken") || what.ends_with("in time")) {
                "no".into()
            } else {
                "yes".into()
            },
        ),
    ]
}

fn database(report: &Report) -> Vec<SourceRow> {
    let table = "database";
    let [mean, most, open] = report.connections;
    vec![
        row(table, "Indexes added", "50+", "counted by `cargo dev bench indexes`".into()),
        row(table, "Connection pool", "50", format!("{open:.0} open")),
        row(table, "Active connections", "12–25", format!("{mean:.1} on average, {most:.0} at most")),
        row(
            table,
            "Waiting for a connection, mean",
            "not stated",
            ms(report.connection_wait.mean_us / 1000.0),
        ),
        row(
            table,
            "Waiting for a connection, p99",
            "not stated",
            ms(report.connection_wait.p99_us as f64 / 1000.0),
        ),
        row(table, "Query cache hits", "78 %", "not measured: Postgres has no query cache".into()),
        row(table, "fsync, synchronous_commit", "not stated", report.durability.join(", ")),
    ]
}

fn cache(report: &Report) -> Vec<SourceRow> {
    let table = "cache";
    let [get, set] = report.redis_get_set_ms;
    vec![
        row(table, "Keys", "15,234", report.redis.keys.to_string()),
        row(table, "Memory", "50 MB", megabytes(report.redis.memory_bytes)),
        row(table, "Hit rate", "82.5 %", percent(report.hit_share)),
        row(table, "Get, mean", "2 ms", format!("{get:.3} ms")),
        row(table, "Set, mean", "3 ms", format!("{set:.3} ms")),
    ]
}

fn resources(report: &Report) -> Vec<SourceRow> {
    let table = "memory and processor";
    let cores = |secs: f64| format!("{:.0} % of a core", secs / report.took_secs.max(0.001) * 100.0);
    vec![
        row(table, "Heap used", "245 MB", "not measured apart: Rust has no managed heap".into()),
        row(table, "Heap total", "312 MB", "not measured apart: Rust has no managed heap".into()),
        row(table, "Heap usage", "78 %", "not measured apart: Rust has no managed heap".into()),
        row(table, "Resident memory", "456 MB", format!("{} at most", megabytes(report.rss_peak_bytes))),
        row(table, "Memory leaks", "none", "not judged by this run: it is too short".into()),
        row(table, "Uptime", "24+ hours", format!("{:.0} s: the run", report.took_secs)),
        row(table, "CPU under load", "35 %", cores(report.usage.platform_cpu_secs)),
        row(table, "CPU of Postgres", "not stated", cores(report.usage.postgres_cpu_secs)),
        row(table, "CPU of Redis", "not stated", cores(report.usage.redis_cpu_secs)),
        row(table, "CPU of the generator", "not stated", cores(report.usage.generator_cpu_secs)),
    ]
}

fn cdn(report: &Report) -> Vec<SourceRow> {
    let table = "CDN";
    let edge = |measured: String| if report.through_edge { measured } else { NO_CDN.into() };
    let whole = format!("{} for the whole answer at p95, on one machine", ms(report.latency.p95_ms));
    vec![
        row(table, "First byte of an asset", "< 50 ms", edge(NO_FILES.into())),
        row(table, "First byte of the API", "< 100 ms", edge(whole)),
        row(table, "Hit rate, assets", "95 %", edge(NO_FILES.into())),
        row(table, "Hit rate, API", "85 %", edge(percent(report.edge_hit_share))),
        row(table, "Bandwidth saved", "75 %", edge("not measured: answers are counted, not bytes".into())),
    ]
}
