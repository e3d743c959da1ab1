//! The relay: what was not sent right after its commit, because it was not due yet, is paced, or could not be.

use std::time::Duration;

use neurmatic_db::Db;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::sender::Sender;

/// Rows of one sweep.
const SWEEP_MAX: usize = 200;

/// How long nothing is asked after the database failed.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// Sweeps the outbox until a time, or until it is told to stop: again at once while a sweep was full and its queues took
/// something, else after `pause`. Several may run at once: a row is claimed by one of them. Returns how many were sent.
pub async fn run(
    sender: &Sender,
    db: &Db,
    pause: Duration,
    until: Instant,
    mut stopping: watch::Receiver<bool>,
) -> usize {
    let mut sent = 0;
    while !*stopping.borrow() && stopping.has_changed().is_ok() && Instant::now() < until {
        let wait = match sender.sweep(db, SWEEP_MAX).await {
            Ok(swept) => {
                sent += swept.sent;
                if swept.claimed == SWEEP_MAX && swept.sent > 0 { Duration::ZERO } else { pause }
            }
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be swept");
                FAILURE_PAUSE
            }
        };
        let next = (Instant::now() + wait).min(until);
        tokio::select! {
            _ = stopping.changed() => {}
            () = sleep_until(next) => {}
        }
    }
    sent
}
