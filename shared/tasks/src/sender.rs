//! From the outbox to the queues: right after a commit by whom it was made for, and by the relay what was left.
//!
//! A row stays until its task is done. Given to its queue, it is due again only after hours: should the queue have lost the
//! message by then, it is given again, and one that was done comes to nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _, stream};
use neurmatic_config::{Queues, Site};
use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::{self, ClaimedQueue, ClaimedRow};
use neurmatic_db::{Db, DbError, Scope};
use neurmatic_sqs::{Outgoing, Sqs, batches};
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use crate::cause::Cause;
use crate::message::{self, MessageKey};
use crate::policy::Queue;

/// How long sending right after a commit may take, all in all: a request waits for it.
const AT_ONCE: Duration = Duration::from_millis(200);

/// What of it the queue may take; the rest is for the two statements around it.
const AT_ONCE_CALL: Duration = Duration::from_millis(150);

/// How long one call of the relay may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a sweep may take with all its statements.
const SWEEP_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a claimed row is left alone; longer than a sweep.
const LEASE: Duration = Duration::from_secs(30);

/// When a row whose task isn't done is sent again. A queue keeps a message for days; one that was moved to the dead-letter
/// queue by too many receives, as in a long outage of the database, is healed by this.
const AGAIN_AFTER: Duration = Duration::from_secs(6 * 3_600);

/// Calls of a sweep at once.
const CALLS_AT_ONCE: usize = 8;

/// Sends tasks to their queues. Cheap to clone.
#[derive(Clone)]
pub struct Sender(Arc<Inner>);

struct Inner {
    sqs: Sqs,
    key: MessageKey,
}

/// What came of sending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Tasks that were claimed.
    pub claimed: usize,
    /// Those that their queues took.
    pub sent: usize,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sender").field(&self.0.sqs).finish()
    }
}

impl Sender {
    /// A sender; nothing connects yet. None where there are no queues: there a process that polls the outbox delivers.
    #[must_use]
    pub fn new(queues: Option<Queues>, site: &Site) -> Option<Self> {
        let sqs = Sqs::new(queues?);
        Some(Self(Arc::new(Inner { sqs, key: MessageKey::of(site.hash_secret.expose_secret()) })))
    }

    /// Sends what `cause` has written and committed, as far as its queues have no pace. Takes 200 ms at most and never
    /// fails: what isn't sent now, the relay sends.
    pub async fn send_written(&self, db: &Db, cause: &Cause) {
        let written = cause.take_written();
        if written.is_empty() {
            return;
        }
        let scope = Scope::new("tasks.send", Instant::now() + AT_ONCE);
        let work = scope.run(async {
            let queues: Vec<&str> = Queue::ALL
                .iter()
                .filter(|queue| queue.per_sec().is_none())
                .map(|queue| queue.as_str())
                .collect();
            let rows = outbox::claim_written(db, &written, &queues, LEASE).await?;
            self.send(db, &rows, AT_ONCE_CALL).await
        });
        match tokio::time::timeout(AT_ONCE, Box::pin(work)).await {
            Ok(Ok(_sent)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "what was written is left to the relay"),
            Err(_elapsed) => tracing::debug!("what was written is left to the relay: no time is left"),
        }
    }

    /// Whether the queues answer within a time: the most urgent one is asked what it holds. That this function may not know is
    /// an answer too.
    pub async fn is_answered(&self, within: Duration) -> bool {
        match self.0.sqs.depth(Queue::Priority.as_str(), within).await {
            Ok(_depth) => true,
            Err(error) if error.code().is_some_and(|code| code.starts_with("AccessDenied")) => true,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the queues do not answer");
                false
            }
        }
    }

    /// Sends up to `limit` due rows, those of the most urgent queue first.
    ///
    /// # Errors
    /// [`DbError`]: what was claimed is claimed again when its lease has run out.
    pub async fn sweep(&self, db: &Db, limit: usize) -> Result<Swept, DbError> {
        let scope = Scope::new("tasks.relay", Instant::now() + SWEEP_TIMEOUT);
        let work = scope.run(async {
            let rows = outbox::claim_due(db, &all_queues(), limit, LEASE).await?;
            let sent = self.send(db, &rows, CALL_TIMEOUT).await?;
            Ok(Swept { claimed: rows.len(), sent })
        });
        Box::pin(work).await
    }

    /// Sends claimed rows, notes which of them were taken, and ends the leases of the others.
    async fn send(&self, db: &Db, rows: &[ClaimedRow], call_within: Duration) -> Result<usize, DbError> {
        let mut by_queue: BTreeMap<&str, (Vec<MessageId>, Vec<Outgoing>)> = BTreeMap::new();
        for row in rows {
            let (ids, messages) = by_queue.entry(row.queue.as_str()).or_default();
            ids.push(row.id);
            messages.push(message::of(row, &self.0.key));
        }
        let mut calls: Vec<BoxFuture<'_, Vec<(MessageId, bool)>>> = Vec::new();
        for (queue, (ids, messages)) in &by_queue {
            for part in batches(messages) {
                if let (Some(ids), Some(messages)) = (ids.get(part.clone()), messages.get(part)) {
                    calls.push(self.call(queue, ids, messages, call_within).boxed());
                }
            }
        }
        let outcomes: Vec<_> = stream::iter(calls).buffer_unordered(CALLS_AT_ONCE).collect().await;
        let (taken, left): (Vec<_>, Vec<_>) = outcomes.into_iter().flatten().partition(|(_, taken)| *taken);
        let ids = |part: Vec<(MessageId, bool)>| part.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        let (taken, left) = (ids(taken), ids(left));
        // First what was taken: else it would be sent again.
        if !taken.is_empty() {
            outbox::mark_sent(db, &taken, AGAIN_AFTER).await?;
        }
        if !left.is_empty() {
            outbox::release(db, &left).await?;
        }
        Ok(taken.len())
    }

    /// One call, and for each of its messages whether the queue took it.
    async fn call(
        &self,
        queue: &str,
        ids: &[MessageId],
        messages: &[Outgoing],
        within: Duration,
    ) -> Vec<(MessageId, bool)> {
        match self.0.sqs.send(queue, messages, within).await {
            Ok(refusals) => {
                let refused = refusals.iter().flatten().next();
                if let Some(code) = refused {
                    tracing::warn!(queue, code, "a queue refused a task");
                }
                ids.iter().zip(refusals).map(|(id, refusal)| (*id, refusal.is_none())).collect()
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(queue, error, "tasks could not be sent");
                ids.iter().map(|id| (*id, false)).collect()
            }
        }
    }

    pub(crate) fn sqs(&self) -> &Sqs {
        &self.0.sqs
    }

    pub(crate) fn key(&self) -> &MessageKey {
        &self.0.key
    }
}

/// Every queue with its pace, the most urgent first.
pub(crate) fn all_queues() -> Vec<ClaimedQueue> {
    let queue = |queue: &Queue| ClaimedQueue { name: queue.as_str(), per_sec: queue.per_sec() };
    Queue::ALL.iter().map(queue).collect()
}
