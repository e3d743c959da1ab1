//! Fires a schedule at its times, within a process. Several processes may: each due time is fired by one of them.

use std::time::Duration;

use jiff::Timestamp;
use neurmatic_db::Db;
use tokio::sync::watch;

use crate::schedule::Schedule;

/// How long nothing is asked after the database failed.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// How long is slept at most, so that a clock that was set, or a machine that slept, is noticed.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// Ticks until it is told to stop, or left alone. A time that passed while nobody ticked is made up for, the latest of
/// several once.
pub(crate) async fn tick(db: Db, schedule: &'static Schedule, mut stopping: watch::Receiver<bool>) {
    let Some(times) = schedule.times else { return };
    let mut fired = None;
    while !*stopping.borrow() && stopping.has_changed().is_ok() {
        let due = times.last(Timestamp::now());
        let outcome = if fired == Some(due) { Ok(false) } else { schedule.fire_at(&db, due).await };
        let pause = match outcome {
            Ok(_) => {
                fired = Some(due);
                times.wait(Timestamp::now()).min(SLEEP_MAX)
            }
            Err(error) => {
                tracing::warn!(%error, task = schedule.task, "a scheduled task was not sent");
                FAILURE_PAUSE
            }
        };
        tokio::select! {
            _ = stopping.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}
