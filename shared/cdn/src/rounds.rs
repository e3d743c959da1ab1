//! The loop around the purger: in the local host, and in the relay on Lambda.

use std::time::Duration;

use neurmatic_db::{Db, Scope};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::purger::Purger;

/// How long nothing is asked after nothing was due. A reader at the edge waits for it after an edit, so it is short.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How long nothing is asked after the database failed.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// How long a round may wait for the database.
const ROUND_MAX: Duration = Duration::from_secs(30);

/// How often old receipts are dropped.
const FORGET_INTERVAL: Duration = Duration::from_secs(10 * 60);

/// Does rounds until it is told to stop.
pub fn start(purger: Purger, db: Db, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut forgetting = interval(FORGET_INTERVAL);
        forgetting.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Told to stop, or left alone.
        while !*stopping.borrow() && stopping.has_changed().is_ok() {
            let pause = round(&purger, &db).await;
            tokio::select! {
                _ = stopping.changed() => {}
                _ = forgetting.tick() => forget(&purger, &db).await,
                () = tokio::time::sleep(pause) => {}
            }
        }
    })
}

/// Does a round, and says how long to wait before the next.
async fn round(purger: &Purger, db: &Db) -> Duration {
    let scope = Scope::new("cdn.purge", Instant::now() + ROUND_MAX);
    match scope.run(purger.run_once(db)).await {
        Ok(report) if report.calls > 0 => Duration::ZERO,
        Ok(_) => POLL_INTERVAL,
        Err(error) => {
            tracing::warn!(%error, "no purges could be sent");
            FAILURE_PAUSE
        }
    }
}

async fn forget(purger: &Purger, db: &Db) {
    match purger.forget(db).await {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "old receipts of purges were dropped"),
        Err(error) => tracing::warn!(%error, "old receipts of purges stay"),
    }
}
