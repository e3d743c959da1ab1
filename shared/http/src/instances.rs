//! What all instances say of their memory: each tells its news on the way of a request, at most about once a minute, and who
//! looks at all of them reads one hash. An instance that says nothing for a while is gone from it.

use std::time::Duration;

use neurmatic_memory::{Monitor, Report};
use neurmatic_redis::{Redis, Script, Trip, Unavailable, cmd};

/// How long an instance is shown after its last news, in seconds: an idle one that is frozen says nothing.
const SHOWN_SECS: u64 = 15 * 60;

/// Instances that are kept at most; the ones that said nothing for longest go first.
const INSTANCES_MAX: u64 = 500;

/// How long Redis is waited for.
const BUDGET: Duration = Duration::from_millis(250);

/// Keeps a report, and forgets those of instances that are silent or too many.
static TELL: Script = Script::new(include_str!("instances.lua"));

/// The instances. Cheap to clone.
#[derive(Clone)]
pub struct Instances {
    redis: Redis,
    memory: Monitor,
}

impl Instances {
    /// The instances that tell this Redis, of which the watched one is this.
    #[must_use]
    pub fn new(redis: Redis, memory: Monitor) -> Self {
        Self { redis, memory }
    }

    /// Tells this instance's news as a part of `trip`, when there are some. Nobody waits for an answer: what is lost is told
    /// again a minute later.
    pub(crate) fn tell(&self, trip: &mut Trip) {
        let Some(report) = self.memory.news() else { return };
        match serde_json::to_string(&report) {
            Ok(text) => {
                let args = (report.instance, text, report.at_secs, SHOWN_SECS, INSTANCES_MAX);
                trip.script(&TELL, &[self.reports_key(), self.seen_key()], args);
            }
            Err(error) => tracing::warn!(%error, "a report on memory can't be told"),
        }
    }

    /// Tells this instance's news by themselves, where there is no request whose way they could go.
    pub async fn tell_now(&self) {
        let mut trip = self.redis.trip();
        self.tell(&mut trip);
        if let Err(error) = trip.send(BUDGET).await {
            tracing::debug!(%error, "a report on memory was not told");
        }
    }

    /// What the instances said last, and this one says now.
    ///
    /// # Errors
    /// When Redis doesn't answer: then nothing is known of the others.
    pub async fn all(&self) -> Result<Vec<Report>, Unavailable> {
        let mut trip = self.redis.trip();
        let mut ask = cmd("HVALS");
        ask.arg(self.reports_key());
        let part = trip.command(ask);
        let mut answers = trip.send(BUDGET).await?;
        let told: Vec<String> = answers.take(part).unwrap_or_default();
        let own = self.memory.report();
        let oldest = own.at_secs.saturating_sub(SHOWN_SECS);
        let others = told
            .iter()
            .filter_map(|text| serde_json::from_str::<Report>(text).ok())
            .filter(|report| report.instance != own.instance && report.at_secs >= oldest);
        let mut reports: Vec<Report> = others.collect();
        reports.push(own);
        Ok(reports)
    }

    fn reports_key(&self) -> String {
        self.redis.key("instances")
    }

    fn seen_key(&self) -> String {
        self.redis.key("instances:seen")
    }
}
