//! Delivery within one process, without queues: the outbox is polled.
//!
//! Several processes may do so on one database: a row is claimed by one of them.

use std::time::Duration;

use neurmatic_db::{Db, DbError};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval};

use crate::schedules;
use crate::ticker::tick;
use crate::worker::{Delivery, Worker};

/// How long nothing is asked after nothing was due.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How often figures are added to the database's.
const FIGURES_INTERVAL: Duration = Duration::from_secs(5);

/// How long nothing is asked after the database failed.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// Delivers tasks, and sends the scheduled ones, until it is stopped.
#[derive(Debug)]
pub struct Runner {
    stop: watch::Sender<bool>,
    parts: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Begins.
    #[must_use = "dropped, it stops"]
    pub fn start(worker: Worker, settings: &neurmatic_config::Worker) -> Self {
        let (stop, stopping) = watch::channel(false);
        let mut parts = start_schedules(worker.db(), &stopping);
        parts.push(tokio::spawn(run(worker, settings.concurrency, stopping)));
        Self { stop, parts }
    }

    /// Claims nothing more, and waits for the tasks that are running. What waits in the outbox stays there.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for part in self.parts {
            if let Err(error) = part.await {
                tracing::error!(%error, "a part of the runner failed");
            }
        }
    }
}

/// Delivers everything that is due, one after the other, and what that sends as well; for tests and tools. A task that
/// failed and is due again later has been run once.
///
/// # Errors
/// [`DbError`] when nothing can be claimed.
pub async fn run_due_now(worker: &Worker) -> Result<Vec<Delivery>, DbError> {
    let mut deliveries = Vec::new();
    loop {
        let rows = worker.claim(1).await?;
        if rows.is_empty() {
            return Ok(deliveries);
        }
        for row in rows {
            deliveries.push(worker.deliver(row).await);
        }
    }
}

/// Begins to fire the schedules at their times, until it is told to stop.
#[must_use]
pub fn start_schedules(db: &Db, stopping: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let ticks = schedules::ALL.iter().map(|schedule| tick(db.clone(), schedule, stopping.clone()));
    ticks.map(tokio::spawn).collect()
}

async fn run(worker: Worker, concurrency: usize, mut stopping: watch::Receiver<bool>) {
    let mut running = JoinSet::new();
    let mut figures = interval(FIGURES_INTERVAL);
    figures.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !is_over(&stopping) {
        while running.try_join_next().is_some() {}
        let free = concurrency.saturating_sub(running.len());
        let pause = if free == 0 {
            Duration::MAX
        } else {
            match worker.claim(free).await {
                Ok(rows) if rows.is_empty() => POLL_INTERVAL,
                Ok(rows) => {
                    for row in rows {
                        let worker = worker.clone();
                        running.spawn(async move { worker.deliver(row).await });
                    }
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "no tasks could be claimed");
                    FAILURE_PAUSE
                }
            }
        };
        tokio::select! {
            _ = stopping.changed() => {}
            Some(_) = running.join_next() => {}
            _ = figures.tick() => worker.flush_figures().await,
            () = tokio::time::sleep(pause) => {}
        }
    }
    while running.join_next().await.is_some() {}
    worker.flush_figures().await;
}

/// Told to stop, or left alone.
fn is_over(stopping: &watch::Receiver<bool>) -> bool {
    *stopping.borrow() || stopping.has_changed().is_err()
}
