//! How it goes, a line a second.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::tally::{Latency, Tally};

/// How often a line is written.
const EVERY: Duration = Duration::from_secs(1);

/// Writes a line a second until it is dropped.
#[derive(Debug)]
pub struct Progress(JoinHandle<()>);

impl Progress {
    /// Begins.
    #[must_use]
    pub fn of(tally: &Arc<Tally>) -> Self {
        let tally = Arc::clone(tally);
        Self(tokio::spawn(async move {
            let (started, mut before) = (Instant::now(), 0);
            let mut ticks = tokio::time::interval(EVERY);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            ticks.tick().await;
            loop {
                ticks.tick().await;
                let Ok(counts) = tally.counts() else { return };
                let (requests, latency) = (counts.requests(), Latency::of(&counts.all));
                println!(
                    "{:>5.0} s {:>9} requests {:>7}/s   p50 {:>7.1}  p95 {:>7.1}  p99 {:>7.1} ms   {} errors",
                    started.elapsed().as_secs_f64(),
                    requests,
                    requests - before,
                    latency.p50_ms,
                    latency.p95_ms,
                    latency.p99_ms,
                    counts.error_count()
                );
                before = requests;
            }
        }))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.abort();
    }
}
