//! The report of a run: figures, thresholds, and the source document's tables beside ours.

mod html;
mod source;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;

use crate::kind::Kind;
use crate::machine::{RedisFigures, Usage};
use crate::mix::Mix;
use crate::open::Offer;
use crate::scenario::{Model, Scenario};
use crate::stage::{Figures, Stage, Statement};
use crate::tally::{Counts, Latency};
use crate::verdict::{self, Threshold};

pub use source::SourceRow;

/// What every report says of itself first.
const MODE: &str = "embedded: all functions in one process on one machine, generator and servers on the same cores; \
                    never to be read as figures of Lambda";

/// Round trips to Redis that are timed after the window.
const ROUND_TRIPS: u32 = 1_000;

/// What was seen of a load while it ran.
#[derive(Debug)]
pub struct Window {
    /// When it began.
    pub at: Timestamp,
    /// Until everything was answered.
    pub took: Duration,
    /// What was offered, in the open model.
    pub offer: Option<Offer>,
    /// Why it says nothing about the server.
    pub invalid: Option<String>,
    /// What came back.
    pub counts: Counts,
    /// What the processes used.
    pub usage: Usage,
    /// The platform's largest resident memory.
    pub rss_peak_bytes: u64,
    /// Connections at work, once a second.
    pub active_connections: Vec<u64>,
    /// Redis at the end.
    pub redis: RedisFigures,
    /// The platform's own counts, since it began.
    pub figures: Figures,
}

impl Window {
    /// Requests answered per second.
    #[must_use]
    pub fn reached(&self) -> f64 {
        self.counts.requests() as f64 / self.took.as_secs_f64().max(0.001)
    }
}

/// A step of the ceiling's search.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Requests per second.
    pub offered: u32,
    /// Answered per second.
    pub reached: f64,
    /// Of all requests.
    pub p99_ms: f64,
    /// Unexpected and missing answers.
    pub errors: u64,
    /// How late the generator itself was.
    pub lateness_p99_ms: f64,
    /// Whether the server bore it.
    pub holds: bool,
}

/// One operation's line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// Requests.
    pub requests: u64,
    /// Unexpected and missing answers.
    pub errors: u64,
    /// The share of cacheable answers that came from a cache, 0 to 1; none when it isn't cached.
    pub hit_share: Option<f64>,
    /// Latencies.
    pub latency: Latency,
}

/// The whole report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How it ran.
    pub mode: &'static str,
    /// The scenario.
    pub scenario: String,
    /// The data.
    pub data: String,
    /// What users do.
    pub mix: Mix,
    /// Members with a login.
    pub members: usize,
    /// When the window began.
    pub at: Timestamp,
    /// Seconds until everything was answered.
    pub took_secs: f64,
    /// Why the run says nothing about the server.
    pub invalid: Option<String>,
    /// Whether all thresholds were kept to.
    pub passed: bool,
    /// The thresholds.
    pub thresholds: Vec<Threshold>,
    /// Requests per second that were offered, in the open model.
    pub offered_per_sec: Option<u32>,
    /// Requests per second that were answered.
    pub reached_per_sec: f64,
    /// Requests.
    pub requests: u64,
    /// Their latencies; in the open model from when they were due.
    pub latency: Latency,
    /// How late the generator itself was, at the 99th percentile.
    pub lateness_p99_ms: f64,
    /// Unexpected and missing answers, as a share.
    pub error_share: f64,
    /// The same by what was wrong.
    pub errors: BTreeMap<String, u64>,
    /// Hits as a share of what the application cache was asked for.
    pub hit_share: f64,
    /// Whether the requests went through the edge.
    pub through_edge: bool,
    /// The edge's hits as a share of what it may keep.
    pub edge_hit_share: f64,
    /// The share of all requests that reached a function.
    pub function_share: f64,
    /// The share of all requests that could not be answered from a cache: loads, and what is signed in.
    pub uncached_share: f64,
    /// By operation.
    pub operations: Vec<Operation>,
    /// Logins, timed one after another before the window.
    pub logins: Latency,
    /// Processor time and memory.
    pub usage: Usage,
    /// The platform's largest resident memory.
    pub rss_peak_bytes: u64,
    /// Named queries in the window; waiting for a connection is apart.
    pub statements: Vec<Statement>,
    /// All statements' mean, in milliseconds.
    pub query_mean_ms: f64,
    /// The worst p95 of a query that ran a hundred times or more, in milliseconds.
    pub query_p95_ms: f64,
    /// Statements of 100 ms and more, as a share.
    pub slow_share: f64,
    /// Pool connections at work: mean and most, sampled once a second; and open ones.
    pub connections: [f64; 3],
    /// How long connections were waited for.
    pub connection_wait: Statement,
    /// Redis.
    pub redis: RedisFigures,
    /// A `GET` and a `SET` of 4 KiB, there and back, after the window; in milliseconds.
    pub redis_get_set_ms: [f64; 2],
    /// `fsync` and `synchronous_commit`.
    pub durability: [String; 2],
    /// The ceiling's steps.
    pub steps: Vec<Step>,
    /// The source document's tables.
    pub source: Vec<SourceRow>,
}

impl Report {
    /// Puts a window's figures together.
    ///
    /// # Errors
    /// When a server that is asked for more doesn't answer.
    pub async fn of(
        scenario: &Scenario,
        stage: &mut Stage,
        window: Window,
        steps: Vec<Step>,
    ) -> anyhow::Result<Self> {
        let thresholds = match scenario.model {
            Model::Outage(_) => vec![verdict::outage(&window.counts)],
            Model::Redis(_) => vec![verdict::redis_trouble(&window.counts)],
            _ => verdict::thresholds(&window.counts),
        };
        let statements = window.figures.statements.clone();
        let count: u64 = statements.iter().map(|of| of.count).sum();
        let total_us: f64 = statements.iter().map(|of| of.mean_us * of.count as f64).sum();
        let often = statements.iter().filter(|of| of.count >= 100);
        let query_p95_ms = often.map(|of| of.p95_us).max().unwrap_or_default() as f64 / 1000.0;
        let active = &window.active_connections;
        let [edge_hits, hits, misses] = window.counts.by_layer().map(|count| count as f64);
        let requests = window.counts.requests().max(1) as f64;
        let mut report = Self {
            mode: MODE,
            scenario: scenario.name.clone(),
            data: stage.size.to_string(),
            mix: stage.asker.mix,
            members: stage.asker.people.members(),
            at: window.at,
            took_secs: window.took.as_secs_f64(),
            passed: thresholds.iter().all(|threshold| threshold.passed),
            thresholds,
            offered_per_sec: window.offer.map(|offer| offer.rate),
            reached_per_sec: window.reached(),
            requests: window.counts.requests(),
            latency: Latency::of(&window.counts.all),
            lateness_p99_ms: window.counts.lateness.value_at_quantile(0.99) as f64 / 1000.0,
            error_share: window.counts.error_share(),
            errors: window.counts.errors.clone(),
            hit_share: window.counts.hit_share(),
            through_edge: stage.has_edge(),
            edge_hit_share: edge_hits / (edge_hits + hits + misses).max(1.0),
            function_share: 1.0 - edge_hits / requests,
            uncached_share: 1.0 - (edge_hits + hits) / requests,
            operations: operations(&window.counts),
            logins: stage.logins,
            usage: window.usage,
            rss_peak_bytes: window.rss_peak_bytes,
            query_mean_ms: total_us / 1000.0 / count.max(1) as f64,
            query_p95_ms,
            slow_share: statements.iter().map(|of| of.slow).sum::<u64>() as f64 / count.max(1) as f64,
            statements,
            connections: [
                active.iter().sum::<u64>() as f64 / active.len().max(1) as f64,
                active.iter().copied().max().unwrap_or_default() as f64,
                window.figures.connections.open as f64,
            ],
            connection_wait: window.figures.connections.wait,
            redis: window.redis,
            redis_get_set_ms: round_trips(&mut stage.redis).await?,
            durability: [
                setting(stage.database(), "fsync").await?,
                setting(stage.database(), "synchronous_commit").await?,
            ],
            invalid: window.invalid,
            steps,
            source: Vec::new(),
        };
        report.source = source::rows(&report);
        Ok(report)
    }

    /// The report for a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "\n{} on {} data, the {}'s mix\n{}\n",
            self.scenario,
            self.data,
            self.mix.name(),
            self.mode
        );
        // Writing to a String can't fail.
        let _ = self.write_text(&mut text);
        text
    }

    fn write_text(&self, text: &mut String) -> std::fmt::Result {
        let latency = self.latency;
        let offered = self.offered_per_sec.map(|rate| format!(" of {rate} offered")).unwrap_or_default();
        writeln!(
            text,
            "{} requests in {:.1} s: {:.0}/s{offered}; p50 {:.1}  p95 {:.1}  p99 {:.1}  p99.9 {:.1} ms; errors {:.3} %; \
             hits {:.1} %",
            self.requests,
            self.took_secs,
            self.reached_per_sec,
            latency.p50_ms,
            latency.p95_ms,
            latency.p99_ms,
            latency.p999_ms,
            self.error_share * 100.0,
            self.hit_share * 100.0
        )?;
        self.write_layers(text)?;
        writeln!(
            text,
            "\n{:<28}{:>10}{:>8}{:>8}{:>9}{:>9}{:>9}",
            "", "requests", "errors", "hits %", "p50 ms", "p95 ms", "p99 ms"
        )?;
        for of in &self.operations {
            let hits = of.hit_share.map_or_else(String::new, |share| format!("{:.1}", share * 100.0));
            writeln!(
                text,
                "{:<28}{:>10}{:>8}{:>8}{:>9.1}{:>9.1}{:>9.1}",
                of.name,
                of.requests,
                of.errors,
                hits,
                of.latency.p50_ms,
                of.latency.p95_ms,
                of.latency.p99_ms
            )?;
        }
        for (what, count) in &self.errors {
            writeln!(text, "error: {what}: {count}")?;
        }
        self.write_steps(text)?;
        writeln!(text, "\n{:<44}{:>18}  ours", "the source document's row", "theirs")?;
        for row in &self.source {
            writeln!(text, "{:<44}{:>18}  {}", row.metric, row.theirs, row.ours)?;
        }
        writeln!(text)?;
        for threshold in &self.thresholds {
            writeln!(
                text,
                "{} {} {:.3} (below {})",
                if threshold.passed { "kept:  " } else { "BROKEN:" },
                threshold.what,
                threshold.measured,
                threshold.below
            )?;
        }
        match &self.invalid {
            Some(why) => writeln!(text, "INVALID: {why}"),
            None => Ok(()),
        }
    }

    /// Who answered, of edge, functions and database.
    fn write_layers(&self, text: &mut String) -> std::fmt::Result {
        if self.through_edge {
            writeln!(
                text,
                "through the edge: it answered {:.1} % of what it may keep; {:.1} % of all reached a function, {:.1} % \
                 no cache could answer",
                self.edge_hit_share * 100.0,
                self.function_share * 100.0,
                self.uncached_share * 100.0
            )?;
        }
        Ok(())
    }

    fn write_steps(&self, text: &mut String) -> std::fmt::Result {
        for step in &self.steps {
            writeln!(
                text,
                "offered {:>6}/s  reached {:>8.0}/s  p99 {:>8.1} ms  errors {:>5}  generator late {:>6.1} ms  {}",
                step.offered,
                step.reached,
                step.p99_ms,
                step.errors,
                step.lateness_p99_ms,
                if step.holds { "holds" } else { "too much" }
            )?;
        }
        Ok(())
    }
}

fn operations(counts: &Counts) -> Vec<Operation> {
    let kinds = Kind::ALL.iter().zip(&counts.by_kind).filter(|(_, of)| !of.latency.is_empty());
    kinds
        .map(|(kind, of)| Operation {
            name: kind.name(),
            requests: of.latency.len(),
            errors: of.errors,
            hit_share: (of.edge_hits + of.hits + of.misses > 0)
                .then(|| (of.edge_hits + of.hits) as f64 / (of.edge_hits + of.hits + of.misses) as f64),
            latency: Latency::of(&of.latency),
        })
        .collect()
}

async fn setting(database: &tokio_postgres::Client, name: &str) -> anyhow::Result<String> {
    Ok(database.query_one("SELECT current_setting($1)", &[&name]).await?.try_get(0)?)
}

/// The mean of a `GET` and a `SET` of 4 KiB, in milliseconds.
async fn round_trips(redis: &mut redis::aio::MultiplexedConnection) -> anyhow::Result<[f64; 2]> {
    const KEY: &str = "loadtests:round-trip";
    let body = vec![b'x'; 4096];
    let started = std::time::Instant::now();
    for _ in 0..ROUND_TRIPS {
        redis::cmd("SET").arg(KEY).arg(&body).arg("EX").arg(60).exec_async(redis).await?;
    }
    let set = started.elapsed();
    for _ in 0..ROUND_TRIPS {
        let _body: Vec<u8> = redis::cmd("GET").arg(KEY).query_async(redis).await?;
    }
    let get = started.elapsed() - set;
    Ok([get, set].map(|took| took.as_secs_f64() * 1000.0 / f64::from(ROUND_TRIPS)))
}

/// Makes the folder of a scenario's report.
///
/// # Errors
/// When it can't be made.
pub fn folder(reports: &Path, scenario: &str) -> anyhow::Result<PathBuf> {
    let folder = reports.join(scenario);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder)
}

/// Writes `report.json` and `report.html` into a folder.
///
/// # Errors
/// When they can't be written.
pub fn write(report: &Report, folder: &Path) -> anyhow::Result<()> {
    std::fs::write(folder.join("report.json"), serde_json::to_string_pretty(report)?)?;
    std::fs::write(folder.join("report.html"), html::page(report))?;
    Ok(())
}
