//! What a queue delivers: each message by itself, so that one that fails, or isn't a task, stops no other.
//!
//! A message is over when its task is done, given up, or not to be attempted: then it is to be deleted. Any other comes
//! back, after a wait that is told to its queue. Attempts are counted in the inbox: the queue's own count of receives has
//! those in it that never began.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _, stream};
use neurmatic_core::ids::MessageId;
use neurmatic_db::inbox::{self, Rejected};
use neurmatic_db::outbox::{self, ClaimedRow};
use neurmatic_db::{Scope, queues};
use neurmatic_sqs::{BATCH_MAX, Outgoing, Received, Visibility};
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::door::{self, Rejection};
use crate::message::SIGNATURE;
use crate::policy::Queue;
use crate::sender::Sender;
use crate::worker::{Delivery, Outcome, RECORD_TIMEOUT, Tried, Worker};

/// How long one call of the queues may take.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a message is hidden while its task runs; told again in good time while it still does.
pub(crate) const VISIBILITY: Duration = Duration::from_secs(60);

/// How often that is told.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// The longest that a queue hides a message.
const HIDDEN_MAX: Duration = Duration::from_secs(12 * 3_600);

/// What a batch's end needs beyond its last attempt.
const CLOSING: Duration = Duration::from_secs(2);

/// When a message of others that its paused queue delivers is looked at again.
const PAUSED_WAIT: Duration = Duration::from_secs(300);

/// When a message whose failure could not be written down comes again: doubled by each receive, so that an outage of the
/// database doesn't use up the receives after which a queue gives a message up.
const UNRECORDED_WAIT: Duration = Duration::from_secs(10);

/// The longest of these waits.
const UNRECORDED_WAIT_MAX: Duration = Duration::from_secs(900);

/// The attribute of a dead letter that says why it is one.
const REASON: &str = "reason";

/// Characters of that reason at most.
const REASON_CHARS_MAX: usize = 500;

/// Delivers what queues bring. Cheap to clone.
#[derive(Clone)]
pub struct QueueWorker {
    worker: Worker,
    sender: Sender,
    concurrency: usize,
}

/// Messages that were received together.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The queue that they are from.
    pub queue: Queue,
    /// Whether the queue keeps its groups' order (a FIFO queue): then what follows a failure in its group waits for it.
    pub keeps_order: bool,
    /// The messages.
    pub messages: Vec<Received>,
    /// When all must be over: what can't be done by then isn't begun.
    pub until: Instant,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The queue's id of it.
    pub queue_id: String,
    /// Its receipt.
    pub receipt: String,
    /// Whether it is to be deleted; else it comes again.
    pub is_over: bool,
    /// What became of its task; `None` when it was not begun.
    pub delivery: Option<Delivery>,
    /// When it is to come again, if that isn't left to its queue.
    again_after: Option<Duration>,
}

impl Settled {
    fn new(message: &Received) -> Self {
        let (queue_id, receipt) = (message.queue_id.clone(), message.receipt.clone());
        Self { queue_id, receipt, is_over: false, delivery: None, again_after: None }
    }

    fn over(mut self, delivery: Delivery) -> Self {
        (self.is_over, self.delivery) = (true, Some(delivery));
        self
    }

    fn back(mut self, after: Duration, delivery: Option<Delivery>) -> Self {
        (self.again_after, self.delivery) = (Some(after), delivery);
        self
    }
}

impl QueueWorker {
    /// A worker for what queues bring; `concurrency` tasks run at once.
    #[must_use]
    pub fn new(worker: Worker, sender: Sender, concurrency: usize) -> Self {
        Self { worker: worker.sending(sender.clone()), sender, concurrency }
    }

    /// Delivers a batch, and says what became of each message. Never fails: a message that nothing became of comes again.
    pub async fn deliver(&self, batch: Batch) -> Vec<Settled> {
        let (queue, until) = (batch.queue, batch.until);
        let is_paused = self.is_paused(queue).await;
        let mut work: Vec<BoxFuture<'_, Vec<Settled>>> = Vec::new();
        for lane in lanes(batch.messages, batch.keeps_order) {
            work.push(self.lane(queue, is_paused, lane, until, batch.keeps_order).boxed());
        }
        let settled: Vec<Vec<Settled>> =
            stream::iter(work).buffer_unordered(self.concurrency.max(1)).collect().await;
        let settled = settled.concat();
        tokio::join!(
            self.tell_waits(queue, &settled),
            self.worker.flush_figures(),
            self.worker.tell_errors()
        );
        settled
    }

    /// Messages one after the other. Where order is kept, none follows one that isn't over.
    async fn lane(
        &self,
        queue: Queue,
        is_paused: bool,
        lane: Vec<Received>,
        until: Instant,
        keeps_order: bool,
    ) -> Vec<Settled> {
        let mut settled: Vec<Settled> = Vec::with_capacity(lane.len());
        for message in lane {
            let is_held_up = keeps_order && settled.last().is_some_and(|before| !before.is_over);
            settled.push(if is_held_up {
                Settled::new(&message)
            } else {
                Box::pin(self.message(queue, is_paused, &message, until)).await
            });
        }
        settled
    }

    async fn message(&self, queue: Queue, is_paused: bool, message: &Received, until: Instant) -> Settled {
        let signature = message.attribute(SIGNATURE);
        let read = door::read(&message.body, signature, queue, self.sender.key(), self.worker.registry());
        let row = match read {
            Ok(row) => row,
            Err(rejection) => return self.reject(queue, message, rejection).await,
        };
        if is_paused {
            return self.hold(message, row).await;
        }
        if Instant::now() + self.worker.policy(&row.task).timeout + CLOSING > until {
            return Settled::new(message).back(Duration::ZERO, None);
        }
        let tried = self.alive(queue, message, self.worker.try_once(&row)).await;
        let outcome = self.outcome(queue, message, &row, &tried).await;
        self.worker.report(&row, &outcome, &tried);
        let settled = Settled::new(message);
        let delivery = Delivery { message: row.id, task: row.task, outcome };
        match &delivery.outcome {
            Outcome::PutBack { after, .. } if tried.policy.queue.per_sec().is_none() => {
                settled.back(*after, Some(delivery))
            }
            Outcome::Unrecorded { .. } => settled.back(unrecorded_wait(message), Some(delivery)),
            _ => settled.over(delivery),
        }
    }

    /// Writes down what became of an attempt.
    async fn outcome(&self, queue: Queue, message: &Received, row: &ClaimedRow, tried: &Tried) -> Outcome {
        let error = match &tried.ended {
            Ok(true) => return Outcome::Done,
            Ok(false) => return self.repeated(queue, message, row).await,
            Err(error) => error,
        };
        let text = error.chain();
        let (db, scope) = (self.worker.db(), scope("tasks.settle"));
        if tried.is_last(error) {
            let given_up = scope.run(inbox::give_up(db, row, tried.attempts(), &text)).await;
            return match given_up {
                Ok(()) => self.dead(queue, message, text).await,
                Err(unrecorded) => Outcome::Unrecorded { error: format!("{text}; {unrecorded}") },
            };
        }
        // A paced queue's tasks go back through the outbox, where the pace is kept.
        let after = tried.wait();
        let resend_after = tried.policy.queue.per_sec().map(|_| after);
        match scope.run(inbox::fail(db, row, &text, resend_after)).await {
            Ok(_in_outbox) => Outcome::PutBack { error: text, after },
            Err(unrecorded) => Outcome::Unrecorded { error: format!("{text}; {unrecorded}") },
        }
    }

    /// A message that was done is over. One that was given up is so only when its dead letter is written: that may be what
    /// had failed.
    async fn repeated(&self, queue: Queue, message: &Received, row: &ClaimedRow) -> Outcome {
        let asked = inbox::is_given_up(self.worker.db(), &row.producer, row.id);
        match scope("tasks.settle").run(asked).await {
            Ok(false) => Outcome::Repeated,
            Ok(true) => self.dead(queue, message, "given up before".to_owned()).await,
            Err(error) => Outcome::Unrecorded { error: error.to_string() },
        }
    }

    /// Puts a message on its queue's dead-letter queue; it is kept in `failed_tasks` by then.
    async fn dead(&self, queue: Queue, message: &Received, error: String) -> Outcome {
        let reason = error.chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect();
        let mut attributes = vec![(REASON, reason)];
        attributes.extend(message.attribute(SIGNATURE).map(|signature| (SIGNATURE, signature.to_owned())));
        let letter =
            Outgoing { id: message.queue_id.clone(), body: message.body.clone(), group: None, attributes };
        let sent = self.sender.sqs().send(&dead_letters(queue), &[letter], CALL_TIMEOUT).await;
        match sent.as_deref() {
            Ok([None]) => Outcome::GivenUp { error },
            Ok(_) => Outcome::Unrecorded { error: format!("{error}; the dead-letter queue refused it") },
            Err(unsent) => Outcome::Unrecorded { error: format!("{error}; {unsent}") },
        }
    }

    /// Keeps a message that isn't a task that may be attempted, where operators look, and has it deleted.
    async fn reject(&self, queue: Queue, message: &Received, rejection: Rejection) -> Settled {
        let Rejection { producer, task, reason } = rejection;
        let id = message.queue_id.parse().unwrap_or_else(|_not_a_uuid| Uuid::now_v7());
        let rejected = Rejected {
            id,
            producer: &producer,
            task: &task,
            queue: queue.as_str(),
            body: &message.body,
            reason: &reason,
        };
        let kept = scope("tasks.reject").run(inbox::reject(self.worker.db(), &rejected)).await;
        let outcome = match kept {
            Ok(()) => match self.dead(queue, message, reason).await {
                Outcome::GivenUp { error } => Outcome::Rejected { reason: error },
                unrecorded => unrecorded,
            },
            Err(error) => Outcome::Unrecorded { error: format!("{reason}; {error}") },
        };
        tracing::error!(
            queue = queue.as_str(),
            producer,
            task,
            queue_id = message.queue_id,
            ?outcome,
            "message refused"
        );
        let is_over = matches!(outcome, Outcome::Rejected { .. });
        let delivery = Delivery { message: MessageId(id), task, outcome };
        let settled = Settled::new(message);
        if is_over { settled.over(delivery) } else { settled.back(unrecorded_wait(message), Some(delivery)) }
    }

    /// Gives a paused queue's message back to the outbox, whence it comes when the queue goes on. What others have sent
    /// waits in its queue.
    async fn hold(&self, message: &Received, row: ClaimedRow) -> Settled {
        let held = outbox::hold(self.worker.db(), &row.producer, row.id);
        let held = scope("tasks.hold").run(held).await;
        let delivery = Delivery { message: row.id, task: row.task, outcome: Outcome::Held };
        match held {
            Ok(true) => Settled::new(message).over(delivery),
            Ok(false) => Settled::new(message).back(PAUSED_WAIT, Some(delivery)),
            Err(_) => Settled::new(message).back(unrecorded_wait(message), None),
        }
    }

    async fn is_paused(&self, queue: Queue) -> bool {
        let asked = scope("tasks.batch").run(queues::is_paused(self.worker.db(), queue.as_str())).await;
        // Without the database no attempt succeeds either; each says so.
        asked.unwrap_or(false)
    }

    /// Runs an attempt, and beside it tells the queue from time to time that it still does: a queue that is slow to listen holds
    /// up no attempt.
    async fn alive<F: Future>(&self, queue: Queue, message: &Received, attempt: F) -> F::Output {
        tokio::select! {
            output = attempt => output,
            never = self.beat(queue, message) => match never {},
        }
    }

    async fn beat(&self, queue: Queue, message: &Received) -> Infallible {
        let mut beats = interval(HEARTBEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beats.reset();
        loop {
            beats.tick().await;
            self.tell(queue, &[change(&message.receipt, VISIBILITY)]).await;
        }
    }

    /// Tells the queue when the messages that come again are to come.
    async fn tell_waits(&self, queue: Queue, settled: &[Settled]) {
        let again = settled.iter().filter(|settled| !settled.is_over);
        let changes: Vec<Visibility> =
            again.filter_map(|settled| Some(change(&settled.receipt, settled.again_after?))).collect();
        for part in changes.chunks(BATCH_MAX) {
            self.tell(queue, part).await;
        }
    }

    async fn tell(&self, queue: Queue, changes: &[Visibility]) {
        let told = self.sender.sqs().change_visibility(queue.as_str(), changes, CALL_TIMEOUT).await;
        if let Err(error) = told {
            // It comes again when the time is over that it was received for.
            tracing::warn!(queue = queue.as_str(), %error, "a queue was not told when to bring a message again");
        }
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }
}

/// The queue of what a queue's tasks came to nothing.
#[must_use]
pub fn dead_letters(queue: Queue) -> String {
    format!("{}-dead", queue.as_str())
}

/// Messages that may be worked on beside each other; where order is kept, those of a group are one lane.
fn lanes(messages: Vec<Received>, keeps_order: bool) -> Vec<Vec<Received>> {
    if !keeps_order {
        return messages.into_iter().map(|message| vec![message]).collect();
    }
    let mut groups: BTreeMap<String, Vec<Received>> = BTreeMap::new();
    for message in messages {
        groups.entry(message.group.clone().unwrap_or_default()).or_default().push(message);
    }
    groups.into_values().collect()
}

fn change(receipt: &str, after: Duration) -> Visibility {
    // Rounded up: a queue counts in seconds, and an attempt is not to come before its time.
    let after = after.min(HIDDEN_MAX);
    let secs = after.as_secs() + u64::from(after.subsec_nanos() > 0);
    Visibility { receipt: receipt.to_owned(), secs: u32::try_from(secs).unwrap_or(u32::MAX) }
}

fn unrecorded_wait(message: &Received) -> Duration {
    let doublings = message.receive_count.saturating_sub(1).min(16);
    UNRECORDED_WAIT.saturating_mul(1 << doublings).min(UNRECORDED_WAIT_MAX)
}

fn scope(operation: &'static str) -> Scope {
    Scope::new(operation, Instant::now() + RECORD_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, group: &str) -> Received {
        Received { queue_id: id.to_owned(), group: Some(group.to_owned()), ..Received::default() }
    }

    #[test]
    fn a_group_is_one_lane_where_order_is_kept_and_its_order_stays() {
        let messages = vec![message("1", "a"), message("2", "b"), message("3", "a")];
        let ids = |lanes: Vec<Vec<Received>>| -> Vec<Vec<String>> {
            lanes.into_iter().map(|lane| lane.into_iter().map(|m| m.queue_id).collect()).collect()
        };
        assert_eq!(ids(lanes(messages.clone(), true)), [vec!["1", "3"], vec!["2"]]);
        assert_eq!(ids(lanes(messages, false)), [["1"], ["2"], ["3"]]);
    }

    #[test]
    fn an_outage_of_twenty_minutes_uses_no_more_than_seven_receives() {
        let waits =
            (1..=7).map(|receive_count| unrecorded_wait(&Received { receive_count, ..Received::default() }));
        assert!(waits.sum::<Duration>() > Duration::from_secs(1_200));
        assert_eq!(
            unrecorded_wait(&Received { receive_count: 99, ..Received::default() }),
            UNRECORDED_WAIT_MAX
        );
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_within_what_a_queue_takes() {
        assert_eq!(change("r", Duration::from_millis(1_200)).secs, 2);
        assert_eq!(change("r", Duration::MAX).secs, 43_200);
    }
}
