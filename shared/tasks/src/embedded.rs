//! Delivery within one process, without queues: the outbox is polled.
//!
//! Several processes may do so on one database: a row is claimed by one of them.

use std::collections::VecDeque;
use std::time::Duration;

use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::ClaimedRow;
use neurmatic_db::{Db, DbError};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::schedules;
use crate::ticker::tick;
use crate::worker::{Delivery, Worker};

/// How long nothing is asked after nothing was due.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How often figures are added to the database's.
const FIGURES_INTERVAL: Duration = Duration::from_secs(5);

/// A task that takes no longer is quick: others are claimed before one ends.
const QUICK: Duration = Duration::from_millis(50);

/// How long a claimed task waits for its turn in this process, before it is left to others.
const HELD_MAX: Duration = Duration::from_secs(1);

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
    let mut line = Line::new(worker, concurrency);
    let mut figures = interval(FIGURES_INTERVAL);
    figures.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !is_over(&stopping) {
        line.begin_tasks();
        let (is_claiming, is_held) = (!line.claiming.is_empty(), !line.held.is_empty());
        let wants = !is_claiming && line.wanted() > 0;
        tokio::select! {
            _ = stopping.changed() => {}
            Some(ended) = line.running.join_next() => line.is_quick = ended.is_ok_and(|took| took <= QUICK),
            Some(claimed) = line.claiming.join_next() => line.take_in(claimed),
            () = tokio::time::sleep_until(line.ask_at), if wants => line.claim(),
            () = tokio::time::sleep_until(line.held_since + HELD_MAX), if is_held => line.let_go().await,
            _ = figures.tick() => line.worker.flush_figures().await,
        }
    }
    line.end().await;
}

/// The tasks that were claimed.
struct Line {
    worker: Worker,
    concurrency: usize,
    /// The claim that is under way, if there is one.
    claiming: JoinSet<Result<Vec<ClaimedRow>, DbError>>,
    /// Claimed, and not begun yet.
    held: VecDeque<ClaimedRow>,
    held_since: Instant,
    /// How long each took is its result.
    running: JoinSet<Duration>,
    /// The last task that ended was quick: as many are claimed ahead as run at once. A claim costs more than a small task.
    is_quick: bool,
    ask_at: Instant,
}

impl Line {
    fn new(worker: Worker, concurrency: usize) -> Self {
        let (claiming, running) = (JoinSet::new(), JoinSet::new());
        let now = Instant::now();
        let held = VecDeque::new();
        Self { worker, concurrency, claiming, held, held_since: now, running, is_quick: false, ask_at: now }
    }

    /// How many to claim.
    fn wanted(&self) -> usize {
        if !self.held.is_empty() {
            0
        } else if self.is_quick {
            self.concurrency
        } else {
            self.concurrency.saturating_sub(self.running.len())
        }
    }

    fn claim(&mut self) {
        let (worker, limit) = (self.worker.clone(), self.wanted());
        self.claiming.spawn(async move { worker.claim(limit).await });
    }

    fn take_in(&mut self, claimed: Result<Result<Vec<ClaimedRow>, DbError>, JoinError>) {
        let now = Instant::now();
        self.held_since = now;
        self.ask_at = now
            + match claimed {
                Ok(Ok(rows)) if rows.is_empty() => POLL_INTERVAL,
                Ok(Ok(rows)) => {
                    self.held.extend(rows);
                    Duration::ZERO
                }
                Ok(Err(error)) => {
                    tracing::warn!(%error, "no tasks could be claimed");
                    FAILURE_PAUSE
                }
                Err(error) => {
                    tracing::error!(%error, "claiming tasks failed");
                    FAILURE_PAUSE
                }
            };
    }

    fn begin_tasks(&mut self) {
        while self.running.len() < self.concurrency {
            let Some(row) = self.held.pop_front() else { return };
            let worker = self.worker.clone();
            self.running.spawn(async move {
                let began = Instant::now();
                worker.deliver(row).await;
                began.elapsed()
            });
        }
    }

    /// Leaves to others what was claimed and can't be begun.
    async fn let_go(&mut self) {
        let messages: Vec<MessageId> = self.held.drain(..).map(|row| row.id).collect();
        self.is_quick = false;
        self.worker.release(&messages).await;
    }

    /// Waits for what is running, and leaves the rest.
    async fn end(mut self) {
        while let Some(claimed) = self.claiming.join_next().await {
            self.take_in(claimed);
        }
        if !self.held.is_empty() {
            self.let_go().await;
        }
        while self.running.join_next().await.is_some() {}
        self.worker.flush_figures().await;
    }
}

/// Told to stop, or left alone.
fn is_over(stopping: &watch::Receiver<bool>) -> bool {
    *stopping.borrow() || stopping.has_changed().is_err()
}
