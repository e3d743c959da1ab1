//! Readings of everything that rules look at. What can't be read is left out, and hinders nothing else: none of it is asked in the
//! task's transaction.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_alerts::{
    Burn, FAST_BURN, Measure, Reading, Readings, SLO_ERROR_BUDGET, SLOW_BURN, SPIKE_BEFORE_MINUTES,
};
use neurmatic_db::insight::{self, Limits, Severity};
use neurmatic_db::platform_alerts::{self, RequestsRow};
use neurmatic_db::{Db, DbError, Scope};
use neurmatic_http::Services;
use neurmatic_memory::{Report, Verdict};
use neurmatic_tasks::operate;
use neurmatic_telemetry::{Kind, read};
use tokio::time::Instant;

use super::live::Live;
use super::start_of;

/// How often the database is checked, in minutes: twenty checks cost more than a minute's alert is worth.
const FINDINGS_EVERY: i64 = 5;

/// How long the checks may take together; those that aren't reached are unknown.
const FINDINGS_WITHIN: Duration = Duration::from_secs(10);

/// Characters of a finding's subject at most.
const SUBJECT_CHARS_MAX: usize = 200;

/// A value of each function, and of how many instances.
type ByFunction<'a> = BTreeMap<&'a str, (f64, u64)>;

/// What can be read in a minute, of the minutes before it.
pub(crate) async fn readings(services: &Services, minute: i64) -> Readings {
    let mut readings = Readings::default();
    of_requests(services, minute, &mut readings).await;
    match services.instances.all().await {
        Ok(instances) => of_memory(&instances, &mut readings),
        Err(error) => tracing::warn!(%error, "memory can't be judged"),
    }
    if let Err(error) = of_queues(&services.db, &mut readings).await {
        tracing::warn!(%error, "the queues can't be judged");
    }
    match platform_alerts::used_default_partitions(&services.db).await {
        Ok(tables) => {
            let used = tables.into_iter().map(|table| Reading::new(table, 1.0, 1)).collect();
            readings.add(Measure::DefaultPartition, used);
        }
        Err(error) => tracing::warn!(%error, "the default partitions can't be judged"),
    }
    if minute % FINDINGS_EVERY == 0 {
        of_database(services, &mut readings).await;
    }
    readings
}

/// What instances counted; and how fast the error budget is used up, of which nothing new is known without that.
async fn of_requests(services: &Services, minute: i64, readings: &mut Readings) {
    let last = minute - 1;
    let found = match read(&services.redis, Kind::Operation, last - SPIKE_BEFORE_MINUTES..=last).await {
        Ok(found) => found,
        Err(error) => return tracing::warn!(%error, "requests can't be judged"),
    };
    let live = Live::of(found, last);
    readings.add(Measure::ResponseP95, live.response_p95());
    readings.add(Measure::ErrorShare, live.error_share());
    readings.add(Measure::QueryMean, live.query_mean());
    readings.add(Measure::RequestSpike, live.spikes());
    match burns(&services.db, &live, start_of(minute)).await {
        Ok([fast, slow]) => {
            readings.add(Measure::FastBurn, vec![fast]);
            readings.add(Measure::SlowBurn, vec![slow]);
        }
        Err(error) => tracing::warn!(%error, "the error budget can't be judged"),
    }
}

async fn burns(db: &Db, live: &Live, at: Timestamp) -> Result<[Reading; 2], DbError> {
    platform_alerts::note_minutes(db, &live.minutes()).await?;
    Ok([burn(db, at, FAST_BURN).await?, burn(db, at, SLOW_BURN).await?])
}

/// The smaller burn rate of two windows, with the requests of the long one.
async fn burn(db: &Db, at: Timestamp, windows: Burn) -> Result<Reading, DbError> {
    let long = platform_alerts::requests_before(db, at, windows.long_minutes).await?;
    let short = platform_alerts::requests_before(db, at, windows.short_minutes).await?;
    let rate = |of: &RequestsRow| of.errors as f64 / of.requests.max(1) as f64 / SLO_ERROR_BUDGET;
    let requests = u64::try_from(long.requests).unwrap_or_default();
    Ok(Reading::new(Reading::ALL, rate(&long).min(rate(&short)), requests))
}

/// By function: its fullest instance, and how many leak.
fn of_memory(instances: &[Report], readings: &mut Readings) {
    let (mut shares, mut leaks) = (ByFunction::new(), ByFunction::new());
    for instance in instances {
        let function = instance.function.as_str();
        if let Some(limit_bytes) = instance.limit_bytes {
            let (share, n) = shares.entry(function).or_default();
            *share = share.max(instance.rss_bytes as f64 / limit_bytes.max(1) as f64);
            *n += 1;
        }
        let (leaking, n) = leaks.entry(function).or_default();
        *leaking += f64::from(u8::from(instance.verdict == Verdict::Leaking));
        *n += 1;
    }
    for (measure, by_function) in [(Measure::MemoryShare, shares), (Measure::MemoryLeaks, leaks)] {
        let read = by_function.into_iter().map(|(function, (value, n))| Reading::new(function, value, n));
        readings.add(measure, read.collect());
    }
}

async fn of_queues(db: &Db, readings: &mut Readings) -> Result<(), DbError> {
    let queues = operate::overview(db).await?;
    let waiting = queues.iter().map(|queue| Reading::new(queue.name.as_str(), queue.waiting as f64, 1));
    readings.add(Measure::TasksWaiting, waiting.collect());
    let dead = queues.iter().map(|queue| Reading::new(queue.name.as_str(), queue.dead as f64, 1));
    readings.add(Measure::TasksDead, dead.collect());
    Ok(())
}

/// What the checks of the database find that can't wait.
async fn of_database(services: &Services, readings: &mut Readings) {
    let limits = Limits::default();
    let checks = insight::check(services.monitor.as_ref(), &services.db, &limits);
    let report = Scope::new("alerts.findings", Instant::now() + FINDINGS_WITHIN).run(checks).await;
    let mut found = BTreeMap::<String, f64>::new();
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Critical) {
        let subject = format!("{} {}", finding.check, finding.object);
        *found.entry(subject.chars().take(SUBJECT_CHARS_MAX).collect()).or_default() += 1.0;
    }
    let found = found.into_iter().map(|(subject, n)| Reading::new(subject, n, 1)).collect();
    readings.add(Measure::DatabaseFindings, found);
    let unknown = report.unavailable.iter().map(|of| format!("{} ", of.check));
    readings.add_unknown(Measure::DatabaseFindings, unknown);
}

#[cfg(test)]
mod tests {
    use neurmatic_alerts::{RULES, evaluate};
    use serde_json::json;

    use super::*;

    fn report(function: &str, verdict: &str, rss_bytes: u64, limit_bytes: Option<u64>) -> Report {
        serde_json::from_value(json!({
            "instance": "one", "function": function, "atSecs": 0, "uptimeSecs": 0, "requests": 0, "cpuMs": 0,
            "verdict": verdict, "reason": "", "isHigh": false, "limitBytes": limit_bytes, "liveBytes": 0,
            "keptBytes": 0, "activeBytes": 0, "residentBytes": 0, "rssBytes": rss_bytes, "peakBytes": 0,
            "meanLiveBytes": 0, "meanRssBytes": 0, "growthPerRequest": 0.0, "growthPerMinute": 0.0, "sites": [],
        }))
        .unwrap()
    }

    #[test]
    fn a_functions_fullest_instance_counts_and_one_without_a_limit_is_never_full() {
        let mut readings = Readings::default();
        let instances = [
            report("api-articles", "steady", 40, Some(100)),
            report("api-articles", "leaking", 96, Some(100)),
            report("platform", "steady", 1_000, None),
        ];
        of_memory(&instances, &mut readings);
        let outcome = evaluate(RULES, Timestamp::UNIX_EPOCH, &readings, Vec::new());
        let opened: Vec<(&str, &str, f64)> =
            outcome.opened.iter().map(|of| (of.rule.as_str(), of.subject.as_str(), of.value)).collect();
        assert_eq!(opened, [("memory_critical", "api-articles", 0.96), ("memory_leak", "api-articles", 1.0)]);
    }
}
