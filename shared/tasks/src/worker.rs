//! One delivery: the inbox row, the effect and the outbox row's end in one transaction; or a failure, written down.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::{self, ClaimedRow};
use neurmatic_db::{Account, Db, DbError, Scope, inbox, queues};
use neurmatic_telemetry::{ErrorEvent, TaskOutcome, TaskRecord, Telemetry};
use tokio::time::Instant;

use crate::cause::Cause;
use crate::error::TaskError;
use crate::figures::Figures;
use crate::policies;
use crate::policy::Policy;
use crate::registry::Registry;
use crate::sender::{Sender, all_queues};
use crate::task::Context;

/// How long a claimed row is left alone until its attempt begins; then its process counts as dead. The original's lock of
/// 30 s. From its beginning on the attempt's transaction holds the row, however long it takes.
const LEASE: Duration = Duration::from_secs(30);

/// What an attempt gets beyond its time, so that a statement that runs into the deadline is ended by the database door,
/// which takes its connection out of the pool.
const GRACE: Duration = Duration::from_millis(500);

/// How long claiming, or writing down a failure, may take.
pub(crate) const RECORD_TIMEOUT: Duration = Duration::from_secs(5);

/// Delivers tasks. Cheap to clone.
#[derive(Clone)]
pub struct Worker(Arc<Inner>);

struct Inner {
    db: Db,
    registry: Arc<Registry>,
    sender: Option<Sender>,
    figures: Arc<Figures>,
    telemetry: Option<Telemetry>,
}

/// What became of one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The message.
    pub message: MessageId,
    /// The task's name.
    pub task: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It had its effect.
    Done,
    /// It had had its effect before, and has had none now.
    Repeated,
    /// It failed and will be tried again.
    PutBack {
        /// What went wrong.
        error: String,
        /// When it is tried again.
        after: Duration,
    },
    /// It failed for good and lies in `failed_tasks`.
    GivenUp {
        /// What went wrong.
        error: String,
    },
    /// It was not attempted, and waits where it was.
    Held,
    /// It isn't a task that may be attempted, and lies in `failed_tasks`.
    Rejected {
        /// Why.
        reason: String,
    },
    /// It failed, and that could not be written down: it comes back when its lease, or its receipt, ends.
    Unrecorded {
        /// What went wrong.
        error: String,
    },
}

impl Worker {
    /// A worker that can do the registry's tasks.
    #[must_use]
    pub fn new(db: Db, registry: Registry) -> Self {
        let (registry, figures) = (Arc::new(registry), Arc::default());
        Self(Arc::new(Inner { db, registry, sender: None, figures, telemetry: None }))
    }

    /// The database that it works on.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The same worker, which sends right away what its tasks send, where there are queues.
    #[must_use]
    pub fn sending(self, sender: Sender) -> Self {
        let Inner { db, registry, figures, telemetry, .. } = &*self.0;
        let (db, registry, figures) = (db.clone(), Arc::clone(registry), Arc::clone(figures));
        let telemetry = telemetry.clone();
        Self(Arc::new(Inner { db, registry, sender: Some(sender), figures, telemetry }))
    }

    /// The same worker, whose attempts are noted there.
    #[must_use]
    pub fn noted_by(self, telemetry: Telemetry) -> Self {
        let Inner { db, registry, figures, sender, .. } = &*self.0;
        let (db, registry, figures) = (db.clone(), Arc::clone(registry), Arc::clone(figures));
        let sender = sender.clone();
        Self(Arc::new(Inner { db, registry, sender, figures, telemetry: Some(telemetry) }))
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// How a task is treated, also one that this release doesn't know.
    pub(crate) fn policy(&self, task: &str) -> Policy {
        self.0.registry.entry(task).map_or(policies::UNKNOWN, |entry| entry.policy)
    }

    /// Leases up to `limit` due tasks, the most urgent queue's first.
    ///
    /// # Errors
    /// [`DbError`].
    pub(crate) async fn claim(&self, limit: usize) -> Result<Vec<ClaimedRow>, DbError> {
        let scope = Scope::new("tasks.claim", Instant::now() + RECORD_TIMEOUT);
        scope.run(outbox::claim_due(&self.0.db, &all_queues(), limit, LEASE)).await
    }

    /// Ends leases of tasks that weren't begun. When that fails they end by themselves.
    pub(crate) async fn release(&self, messages: &[MessageId]) {
        let scope = Scope::new("tasks.release", Instant::now() + RECORD_TIMEOUT);
        if let Err(error) = scope.run(outbox::release(&self.0.db, messages)).await {
            tracing::warn!(%error, tasks = messages.len(), "claimed tasks are left to their leases");
        }
    }

    /// Delivers one claimed task, and writes down what became of it.
    pub(crate) async fn deliver(&self, row: ClaimedRow) -> Delivery {
        let tried = self.try_once(&row).await;
        let outcome = match &tried.ended {
            Ok(true) => Outcome::Done,
            Ok(false) => Outcome::Repeated,
            Err(error) => self.failed(&row, &tried, error).await,
        };
        self.report(&row, &outcome, &tried);
        Delivery { message: row.id, task: row.task, outcome }
    }

    /// Makes one attempt, within the task's time; a panic ends it like a failure.
    pub(crate) async fn try_once(&self, row: &ClaimedRow) -> Tried {
        let policy = self.policy(&row.task);
        let started = Instant::now();
        let scope = Scope::new(policy.task, started + policy.timeout)
            .within_request(row.request_id.as_deref().unwrap_or_default());
        let cause = Cause::request(row.request_id.clone().unwrap_or_default()).of(row.tenant.clone());
        let failed_before = AtomicI32::new(row.attempts);
        let attempt = cause.run(scope.run(Box::pin(self.attempt(row, &failed_before))));
        let limited = tokio::time::timeout(policy.timeout + GRACE, attempt);
        let ended = match AssertUnwindSafe(limited).catch_unwind().await {
            Ok(Ok(ended)) => ended,
            Ok(Err(_elapsed)) => Err(TaskError::retry(format!("not done within {:?}", policy.timeout))),
            Err(panic) => Err(TaskError::retry(format!("panicked: {}", said(panic.as_ref())))),
        };
        let took = started.elapsed();
        if let (Ok(true), Some(sender)) = (&ended, &self.0.sender) {
            sender.send_written(&self.0.db, &cause).await;
        }
        let failed = u32::try_from(failed_before.into_inner()).unwrap_or(0);
        Tried { ended, attempt: failed.saturating_add(1), policy, took, account: scope.account() }
    }

    /// `false`: it was done or given up before.
    async fn attempt(&self, row: &ClaimedRow, failed_before: &AtomicI32) -> Result<bool, TaskError> {
        let entry = self.0.registry.entry(&row.task);
        let tx = self.0.db.begin().await?;
        let Some(failed) = inbox::take(&tx, row).await? else {
            tx.commit().await?;
            return Ok(false);
        };
        failed_before.store(failed, Ordering::Relaxed);
        let entry = entry.ok_or_else(|| TaskError::retry("this release does not know the task"))?;
        let attempt = u32::try_from(failed).unwrap_or(0).saturating_add(1);
        let context = Context { message: row.id, attempt };
        entry.task.run(row.version, &row.payload, &tx, &context).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// One record a delivery, and one more in the figures.
    pub(crate) fn report(&self, row: &ClaimedRow, outcome: &Outcome, tried: &Tried) {
        self.0.figures.note(tried.policy.queue, outcome, tried.took);
        let is_written = self.0.telemetry.as_ref().is_some_and(|telemetry| {
            note(telemetry, row, outcome, tried);
            telemetry.writes_lines()
        });
        if !(is_written && *outcome == Outcome::Done) {
            report(row, outcome, tried);
        }
    }

    /// Tells somebody of the tasks that were given up.
    pub(crate) async fn tell_errors(&self) {
        if let Some(telemetry) = &self.0.telemetry {
            telemetry.tell_errors().await;
        }
    }

    /// Adds what was counted to the database's figures. Without the database it is lost: they are figures only.
    pub(crate) async fn flush_figures(&self) {
        let figures = self.0.figures.take();
        if figures.is_empty() {
            return;
        }
        let scope = Scope::new("tasks.figures", Instant::now() + RECORD_TIMEOUT);
        if let Err(error) = scope.run(queues::note_figures(&self.0.db, &figures)).await {
            tracing::debug!(%error, "figures of tasks were lost");
        }
    }

    async fn failed(&self, row: &ClaimedRow, tried: &Tried, error: &TaskError) -> Outcome {
        let error_text = error.chain();
        let after = tried.wait();
        let scope = Scope::new("tasks.settle", Instant::now() + RECORD_TIMEOUT);
        let db = &self.0.db;
        let recorded = if tried.is_last(error) {
            scope.run(Box::pin(inbox::give_up(db, row, tried.attempts(), &error_text))).await
        } else {
            scope.run(Box::pin(outbox::put_back(db, row.id, after, &error_text))).await
        };
        match recorded {
            Err(unrecorded) => Outcome::Unrecorded { error: format!("{error_text}; {unrecorded}") },
            Ok(()) if tried.is_last(error) => Outcome::GivenUp { error: error_text },
            Ok(()) => Outcome::PutBack { error: error_text, after },
        }
    }
}

/// One attempt.
#[derive(Debug)]
pub(crate) struct Tried {
    /// `true`: it had its effect; `false`: it had had it before, or was given up.
    pub(crate) ended: Result<bool, TaskError>,
    /// Which attempt it was, from 1.
    pub(crate) attempt: u32,
    pub(crate) policy: Policy,
    pub(crate) took: Duration,
    account: Account,
}

impl Tried {
    /// The attempts with this one.
    pub(crate) fn attempts(&self) -> i32 {
        i32::try_from(self.attempt).unwrap_or(i32::MAX)
    }

    /// Whether no other attempt is made after this failure.
    pub(crate) fn is_last(&self, error: &TaskError) -> bool {
        matches!(error, TaskError::Permanent(_)) || self.attempt >= self.policy.attempts
    }

    /// The wait before the next attempt.
    pub(crate) fn wait(&self) -> Duration {
        self.policy.backoff.wait(self.attempt, chance())
    }
}

/// A number from 0 to 1. Without randomness there is no jitter, and nothing else is lost.
fn chance() -> f64 {
    let mut bytes = [0; 2];
    let _without_jitter = aws_lc_rs::rand::fill(&mut bytes);
    f64::from(u16::from_be_bytes(bytes)) / f64::from(u16::MAX)
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("nothing")
}

/// Notes an attempt. One that came to nothing, or was not begun, is none.
fn note(telemetry: &Telemetry, row: &ClaimedRow, outcome: &Outcome, tried: &Tried) {
    let (noted, error) = match outcome {
        Outcome::Done => (TaskOutcome::Done, None),
        Outcome::PutBack { .. } => (TaskOutcome::Retried, None),
        Outcome::GivenUp { error } => (TaskOutcome::Failed, Some(error)),
        Outcome::Repeated | Outcome::Held | Outcome::Rejected { .. } | Outcome::Unrecorded { .. } => return,
    };
    let Policy { task, queue, .. } = tried.policy;
    telemetry.task(&TaskRecord {
        task,
        queue: queue.as_str(),
        outcome: noted,
        took: tried.took,
        database: tried.account.total,
        queries: tried.account.queries,
        attempt: tried.attempt,
        message: &row.id.to_string(),
        request_id: row.request_id.as_deref(),
    });
    if let Some(error) = error {
        let request_id = row.request_id.as_deref();
        telemetry.error(&ErrorEvent {
            operation: task,
            code: "task_given_up",
            inside: error,
            request_id,
            trace_id: None,
        });
    }
}

fn report(row: &ClaimedRow, outcome: &Outcome, tried: &Tried) {
    let (task, message, attempt) = (row.task.as_str(), row.id, tried.attempt);
    let request_id = row.request_id.as_deref().unwrap_or("-");
    let took_ms = tried.took.as_millis();
    let queries = tried.account.queries;
    match outcome {
        Outcome::Done => {
            tracing::info!(task, %message, attempt, request_id, took_ms, queries, "task done");
        }
        Outcome::Repeated => tracing::info!(task, %message, attempt, request_id, "task was done before"),
        Outcome::PutBack { error, after } => {
            tracing::warn!(task, %message, attempt, request_id, took_ms, error, ?after, "task put back");
        }
        Outcome::GivenUp { error } => {
            tracing::error!(task, %message, attempt, request_id, took_ms, error, "task given up");
        }
        Outcome::Held => tracing::info!(task, %message, request_id, "task held"),
        Outcome::Rejected { reason } => tracing::error!(task, %message, reason, "task rejected"),
        Outcome::Unrecorded { error } => {
            tracing::error!(task, %message, attempt, request_id, took_ms, error, "task left to its lease");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_in_its_own_words() {
        let panic = std::panic::catch_unwind(|| panic!("at {}", 7)).unwrap_err();
        assert_eq!(said(panic.as_ref()), "at 7");
        assert!((0.0..=1.0).contains(&chance()));
    }
}
