//! Delivery from queues within a process that lives on: it receives, delivers and deletes, as Lambda's poller does for a
//! function. For development with the queues' emulator, for tests, and for machines without Lambda.

use std::time::Duration;

use neurmatic_db::Db;
use neurmatic_sqs::{BATCH_MAX, SqsError};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::batch::{Batch, CALL_TIMEOUT, QueueWorker, Settled, VISIBILITY, dead_letters};
use crate::embedded;
use crate::policies;
use crate::policy::Queue;
use crate::relay;
use crate::sender::Sender;
use crate::worker::Outcome;

/// How long a queue is asked to wait for its first message.
const RECEIVE_WAIT: Duration = Duration::from_secs(1);

/// How long nothing is asked after the queues or the database failed.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// How long a batch may take: longer than any task.
const BATCH_TIME: Duration = Duration::from_secs(900);

/// How often the outbox is swept.
const RELAY_PAUSE: Duration = Duration::from_millis(50);

/// Receives after which a queue itself gives a message up, beyond the most attempts of its tasks: receives that never began
/// count there.
const SPARE_RECEIVES: u32 = 5;

/// The most receives that a queue takes for this.
const RECEIVES_MAX: u32 = 1_000;

/// Delivers from every queue, and relays what waits in the outbox, until it is stopped.
#[derive(Debug)]
pub struct Poller {
    stop: watch::Sender<bool>,
    parts: Vec<JoinHandle<()>>,
}

impl Poller {
    /// Begins, with the scheduled tasks.
    #[must_use = "dropped, it stops"]
    pub fn start(worker: &QueueWorker, db: &Db) -> Self {
        let (stop, stopping) = watch::channel(false);
        let mut parts = embedded::start_schedules(db, &stopping);
        parts.extend(Self::deliver_all(worker, &stopping));
        let (sender, db) = (worker.sender().clone(), db.clone());
        parts.push(tokio::spawn(async move {
            let for_ever = Instant::now() + Duration::from_secs(3_600 * 24 * 365);
            relay::run(&sender, &db, RELAY_PAUSE, for_ever, stopping).await;
        }));
        Self { stop, parts }
    }

    /// Begins to deliver only: neither the relay nor the schedules run here.
    #[must_use = "dropped, it stops"]
    pub fn start_delivery(worker: &QueueWorker) -> Self {
        let (stop, stopping) = watch::channel(false);
        let parts = Self::deliver_all(worker, &stopping);
        Self { stop, parts }
    }

    /// Receives nothing more, and waits for the tasks that are running. What was received and not begun goes back.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for part in self.parts {
            if let Err(error) = part.await {
                tracing::error!(%error, "a part of the poller failed");
            }
        }
    }

    fn deliver_all(worker: &QueueWorker, stopping: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let poll = |queue: &Queue| tokio::spawn(poll(worker.clone(), *queue, stopping.clone()));
        Queue::ALL.iter().map(poll).collect()
    }
}

/// Makes the queues that are not there, with their dead-letter queues: for development and tests.
///
/// # Errors
/// [`SqsError`].
pub async fn make_queues(sender: &Sender) -> Result<(), SqsError> {
    for queue in Queue::ALL {
        let dead = dead_letters(*queue);
        sender.sqs().create(&dead, None, CALL_TIMEOUT).await?;
        let of_queue = policies::ALL.iter().filter(|policy| policy.queue == *queue);
        let attempts = of_queue.map(|policy| policy.attempts).max().unwrap_or_default();
        let receives = attempts.saturating_add(SPARE_RECEIVES).min(RECEIVES_MAX);
        sender.sqs().create(queue.as_str(), Some((&dead, receives)), CALL_TIMEOUT).await?;
    }
    Ok(())
}

async fn poll(worker: QueueWorker, queue: Queue, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() && stopping.has_changed().is_ok() {
        let pause = match receive_once(&worker, queue, RECEIVE_WAIT).await {
            // Nothing can be written down: let the receives that a message has not be used up by an outage.
            Ok(settled) if settled.iter().any(is_unrecorded) => FAILURE_PAUSE,
            Ok(_) => continue,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(queue = queue.as_str(), error, "a queue could not be asked");
                FAILURE_PAUSE
            }
        };
        tokio::select! {
            _ = stopping.changed() => {}
            () = sleep(pause) => {}
        }
    }
}

/// Receives once from a queue, delivers what comes, and deletes what is over.
///
/// # Errors
/// [`SqsError`], when nothing was received. What could not be deleted comes again, and comes to nothing.
pub async fn receive_once(
    worker: &QueueWorker,
    queue: Queue,
    wait: Duration,
) -> Result<Vec<Settled>, SqsError> {
    let sqs = worker.sender().sqs();
    let messages = sqs.receive(queue.as_str(), BATCH_MAX, wait, VISIBILITY, CALL_TIMEOUT).await?;
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let batch = Batch { queue, keeps_order: false, messages, until: Instant::now() + BATCH_TIME };
    let settled = worker.deliver(batch).await;
    let over: Vec<&str> =
        settled.iter().filter(|settled| settled.is_over).map(|settled| settled.receipt.as_str()).collect();
    for receipts in over.chunks(BATCH_MAX) {
        if let Err(error) = sqs.delete(queue.as_str(), receipts, CALL_TIMEOUT).await {
            tracing::warn!(queue = queue.as_str(), %error, "messages that are over could not be deleted");
        }
    }
    Ok(settled)
}

fn is_unrecorded(settled: &Settled) -> bool {
    settled.delivery.as_ref().is_some_and(|d| matches!(d.outcome, Outcome::Unrecorded { .. }))
}
