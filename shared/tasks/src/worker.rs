//! One delivery: the inbox row, the effect and the outbox row's end in one transaction; or a failure, written down.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use neurmatic_core::ids::MessageId;
use neurmatic_db::outbox::{self, ClaimedRow};
use neurmatic_db::{Account, Db, DbError, Scope};
use tokio::time::Instant;

use crate::cause;
use crate::error::TaskError;
use crate::policies;
use crate::policy::{Policy, Queue};
use crate::registry::Registry;
use crate::task::Context;

/// Who sends the tasks of our own outbox, in inbox keys.
const PRODUCER: &str = "platform";

/// How long a claimed row is left alone; then its process counts as dead. The original's lock of 30 s.
const LEASE: Duration = Duration::from_secs(30);

/// What an attempt gets beyond its time, so that a statement that runs into the deadline is ended by the database door,
/// which takes its connection out of the pool.
const GRACE: Duration = Duration::from_millis(500);

/// How long claiming, or writing down a failure, may take.
const RECORD_TIMEOUT: Duration = Duration::from_secs(5);

/// Delivers tasks. Cheap to clone.
#[derive(Clone)]
pub struct Worker(Arc<Inner>);

struct Inner {
    db: Db,
    registry: Registry,
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
    /// It failed, and that could not be written down: it comes back when its lease ends.
    Unrecorded {
        /// What went wrong.
        error: String,
    },
}

impl Worker {
    /// A worker that can do the registry's tasks.
    #[must_use]
    pub fn new(db: Db, registry: Registry) -> Self {
        Self(Arc::new(Inner { db, registry }))
    }

    /// The database that it works on.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Leases up to `limit` due tasks, the most urgent queue's first.
    ///
    /// # Errors
    /// [`DbError`].
    pub(crate) async fn claim(&self, limit: usize) -> Result<Vec<ClaimedRow>, DbError> {
        let queues: Vec<&str> = Queue::ALL.iter().map(|queue| queue.as_str()).collect();
        let scope = Scope::new("tasks.claim", Instant::now() + RECORD_TIMEOUT);
        scope.run(outbox::claim_due(&self.0.db, &queues, limit, LEASE)).await
    }

    /// Delivers one claimed task, and writes down what became of it.
    pub(crate) async fn deliver(&self, row: ClaimedRow) -> Delivery {
        let entry = self.0.registry.entry(&row.task);
        let policy = entry.map_or(policies::UNKNOWN, |entry| entry.policy);
        let started = Instant::now();
        let scope = Scope::new(policy.task, started + policy.timeout);
        let request = row.request_id.clone().unwrap_or_default();
        let attempt = cause::within_request(request, scope.run(Box::pin(self.attempt(&row))));
        let limited = tokio::time::timeout(policy.timeout + GRACE, attempt);
        let result = match AssertUnwindSafe(limited).catch_unwind().await {
            Ok(Ok(result)) => result,
            Ok(Err(_elapsed)) => Err(TaskError::retry(format!("not done within {:?}", policy.timeout))),
            Err(panic) => Err(TaskError::retry(format!("panicked: {}", said(panic.as_ref())))),
        };
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(error) => self.failed(&row, &policy, &error).await,
        };
        report(&row, &outcome, started.elapsed(), scope.account());
        Delivery { message: row.id, task: row.task, outcome }
    }

    async fn attempt(&self, row: &ClaimedRow) -> Result<Outcome, TaskError> {
        let entry = self.0.registry.entry(&row.task);
        let entry = entry.ok_or_else(|| TaskError::retry("this release does not know the task"))?;
        let context = Context { message: row.id, attempt: attempts(row) };
        let tx = self.0.db.begin().await?;
        if !outbox::take(&tx, PRODUCER, row.id, &row.task, row.attempts).await? {
            tx.commit().await?;
            return Ok(Outcome::Repeated);
        }
        entry.task.run(row.version, &row.payload, &tx, &context).await?;
        tx.commit().await?;
        Ok(Outcome::Done)
    }

    async fn failed(&self, row: &ClaimedRow, policy: &Policy, error: &TaskError) -> Outcome {
        let failed = attempts(row);
        let error_text = error.chain();
        let hopeless = matches!(error, TaskError::Permanent(_)) || failed >= policy.attempts;
        let after = policy.backoff.wait(failed, chance());
        let scope = Scope::new(policy.task, Instant::now() + RECORD_TIMEOUT);
        let db = &self.0.db;
        let recorded = if hopeless {
            scope.run(outbox::give_up(db, PRODUCER, row.id, &error_text)).await
        } else {
            scope.run(outbox::put_back(db, row.id, after, &error_text)).await
        };
        match recorded {
            Err(unrecorded) => Outcome::Unrecorded { error: format!("{error_text}; {unrecorded}") },
            Ok(()) if hopeless => Outcome::GivenUp { error: error_text },
            Ok(()) => Outcome::PutBack { error: error_text, after },
        }
    }
}

/// The attempts with the one that is being made.
fn attempts(row: &ClaimedRow) -> u32 {
    u32::try_from(row.attempts).unwrap_or(0).saturating_add(1)
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

/// One record a delivery.
fn report(row: &ClaimedRow, outcome: &Outcome, took: Duration, account: Account) {
    let (task, message, attempt) = (row.task.as_str(), row.id, attempts(row));
    let request_id = row.request_id.as_deref().unwrap_or("-");
    let took_ms = took.as_millis();
    let queries = account.queries;
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
        Outcome::Unrecorded { error } => {
            tracing::error!(task, %message, attempt, request_id, took_ms, error, "task left to its lease");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_outlives_every_attempt_and_its_record() {
        for policy in policies::ALL {
            assert!(policy.timeout + GRACE + RECORD_TIMEOUT < LEASE, "{}", policy.task);
        }
    }

    #[test]
    fn a_panic_is_told_in_its_own_words() {
        let panic = std::panic::catch_unwind(|| panic!("at {}", 7)).unwrap_err();
        assert_eq!(said(panic.as_ref()), "at 7");
        assert!((0.0..=1.0).contains(&chance()));
    }
}
