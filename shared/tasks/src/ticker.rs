//! Fires a schedule at its times, within a process.

use neurmatic_db::Db;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::schedule::Schedule;

/// Ticks until it is told to stop, or left alone.
pub(crate) async fn tick(db: Db, schedule: &'static Schedule, mut stopping: watch::Receiver<bool>) {
    let mut ticks = interval(schedule.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !*stopping.borrow() && stopping.has_changed().is_ok() {
        tokio::select! {
            _ = stopping.changed() => {}
            _ = ticks.tick() => {
                if let Err(error) = schedule.fire(&db).await {
                    tracing::warn!(%error, task = schedule.task, "a scheduled task was not sent");
                }
            }
        }
    }
}
