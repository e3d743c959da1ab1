//! What the application cache does, of all instances together, and what its two layers hold.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use jiff::Timestamp;
use neurmatic_http::{Answer, Problem, Services};
use neurmatic_redis::cmd;
use neurmatic_telemetry::{EVERY_NAMESPACE, Figures, KEPT_MINUTES, Kind, TelemetryError, minute_of, read};
use schemars::JsonSchema;
use serde::Serialize;

use crate::metrics::{share, start_of};
use crate::unavailable::UnavailableOut;

/// How long Redis is waited for.
const REDIS_BUDGET: Duration = Duration::from_millis(500);

/// What the cache does.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CacheStatsOut {
    /// Since when the counts are: the last quarter of an hour.
    from: Timestamp,
    /// All namespaces together.
    all: CountsOut,
    /// Each namespace that was asked, the most frequent first.
    namespaces: Vec<NamespaceOut>,
    /// Tags, namespaces and entries that were invalidated softly: what they cover may be served when nothing else can be had.
    soft_invalidations: u64,
    /// Those that were invalidated hard.
    hard_invalidations: u64,
    /// What Redis holds, of all instances; null when it can't be had.
    redis: Option<RedisLayerOut>,
    /// Copies in the process that gives this answer; others have their own.
    process: ProcessLayerOut,
    /// What can't be had now.
    unavailable: Vec<UnavailableOut>,
}

/// A namespace's counts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NamespaceOut {
    /// Its name: the operation's.
    namespace: String,
    /// Its counts.
    #[serde(flatten)]
    counts: CountsOut,
}

/// Counts of look-ups and loads.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CountsOut {
    /// Answers whose bytes came from Redis.
    redis_hits: u64,
    /// Answers whose bytes came from a copy in the process.
    process_hits: u64,
    /// Of these, those for which Redis wasn't asked whether the copy still holds.
    unchecked_hits: u64,
    /// Look-ups that found nothing valid and fresh.
    misses: u64,
    /// The share of look-ups that were answered, from 0 to 1; null without any.
    hit_share: Option<f64>,
    /// Answers with something that has expired.
    stale_served: u64,
    /// Answers with something softly invalidated, because a new one couldn't be made.
    failsafe_served: u64,
    /// Loads that ran.
    loads: u64,
    /// Loads of what was still fresh, so that nobody has to wait.
    early_refreshes: u64,
    /// Callers that waited for a load of another process.
    lease_waits: u64,
    /// Loads whose result wasn't kept, because something was invalidated meanwhile.
    refused_fills: u64,
    /// Look-ups and fills that Redis didn't answer.
    errors: u64,
}

/// What Redis holds.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RedisLayerOut {
    /// Keys, those of limits, logins and figures too.
    keys: u64,
    /// Bytes that they take.
    used_bytes: u64,
    /// Bytes that they may take; 0 is any number.
    max_bytes: u64,
    /// Keys that were thrown out for want of room since it started.
    evicted_keys: u64,
}

/// Copies in a process.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProcessLayerOut {
    /// Entries.
    entries: u64,
    /// Bytes that they take, by estimate.
    bytes: u64,
}

/// What the cache did in the last quarter of an hour.
pub(crate) async fn cache_stats(State(app): State<Services>) -> Result<Answer<CacheStatsOut>, Problem> {
    Answer::of(&stats(&app).await)
}

/// The same, for who shows it beside others.
pub(crate) async fn stats(app: &Services) -> CacheStatsOut {
    let last = minute_of(Timestamp::now());
    let first = last - KEPT_MINUTES + 1;
    let (entries, bytes) = app.cache.memory();
    let mut out = CacheStatsOut {
        from: start_of(first),
        all: CountsOut::default(),
        namespaces: Vec::new(),
        soft_invalidations: 0,
        hard_invalidations: 0,
        redis: None,
        process: ProcessLayerOut { entries, bytes },
        unavailable: Vec::new(),
    };
    match read(&app.redis, Kind::Cache, first..=last).await {
        Err(error) => out.unavailable.push(UnavailableOut::because("live", &error)),
        Ok(found) => {
            let mut namespaces = BTreeMap::<String, Figures>::new();
            for of_minute in found {
                namespaces.entry(of_minute.name).or_default().merge(&of_minute.figures);
            }
            out.show(namespaces);
        }
    }
    match redis_layer(app).await {
        Err(error) => out.unavailable.push(UnavailableOut::because("redis", &error)),
        Ok(layer) => out.redis = Some(layer),
    }
    out
}

impl CacheStatsOut {
    fn show(&mut self, mut namespaces: BTreeMap<String, Figures>) {
        let invalidated = namespaces.remove(EVERY_NAMESPACE).unwrap_or_default();
        self.soft_invalidations = invalidated.count("soft_invalidations");
        self.hard_invalidations = invalidated.count("hard_invalidations");
        let mut all = Figures::default();
        for (namespace, figures) in namespaces {
            all.merge(&figures);
            self.namespaces.push(NamespaceOut { namespace, counts: CountsOut::of(&figures) });
        }
        self.namespaces.sort_by_key(|of| std::cmp::Reverse(of.counts.look_ups()));
        self.all = CountsOut::of(&all);
    }
}

impl CountsOut {
    fn of(figures: &Figures) -> Self {
        let unchecked_hits = figures.count("unchecked_hits");
        let counts = Self {
            redis_hits: figures.count("hits"),
            process_hits: figures.count("copy_hits") + unchecked_hits,
            unchecked_hits,
            misses: figures.count("misses"),
            hit_share: None,
            stale_served: figures.count("stale_served"),
            failsafe_served: figures.count("failsafe_served"),
            loads: figures.count("loads"),
            early_refreshes: figures.count("early_refreshes"),
            lease_waits: figures.count("lease_waits"),
            refused_fills: figures.count("refused_fills"),
            errors: figures.count("errors"),
        };
        let hits = counts.redis_hits + counts.process_hits;
        Self { hit_share: share(hits, counts.look_ups()), ..counts }
    }

    fn look_ups(&self) -> u64 {
        self.redis_hits + self.process_hits + self.misses
    }
}

async fn redis_layer(app: &Services) -> Result<RedisLayerOut, TelemetryError> {
    let mut trip = app.redis.trip();
    let keys = trip.command(cmd("DBSIZE"));
    let [memory, stats] = ["memory", "stats"].map(|section| {
        let mut info = cmd("INFO");
        info.arg(section);
        trip.command(info)
    });
    let mut answers = trip.send(REDIS_BUDGET).await?;
    let (keys, memory) = (answers.take(keys)?, answers.take::<String>(memory)?);
    let stats: String = answers.take(stats)?;
    Ok(RedisLayerOut {
        keys,
        used_bytes: of_info(&memory, "used_memory:"),
        max_bytes: of_info(&memory, "maxmemory:"),
        evicted_keys: of_info(&stats, "evicted_keys:"),
    })
}

/// A number of an `INFO` answer; 0 where it isn't told.
fn of_info(info: &str, field: &str) -> u64 {
    let found = info.lines().find_map(|line| line.strip_prefix(field));
    found.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_what_redis_tells_of_itself() {
        let info = "# Memory\r\nused_memory:1024\r\nused_memory_rss:9\r\nmaxmemory:0\r\n";
        assert_eq!((of_info(info, "used_memory:"), of_info(info, "maxmemory:")), (1_024, 0));
        assert_eq!(of_info(info, "evicted_keys:"), 0);
    }
}
