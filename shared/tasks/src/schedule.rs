//! What is sent again and again, whoever asks.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp;
use neurmatic_db::{Db, DbError, Scope, Tx, schedules};
use tokio::time::Instant;

use crate::times::Times;

/// How long sending may take.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

type Send = for<'a> fn(&'a Tx) -> BoxFuture<'a, Result<(), DbError>>;

/// Sends a task, or one for each thing that needs it, at its times.
pub struct Schedule {
    /// The task's name.
    pub task: &'static str,
    /// When it is due; `None`: after a deployment, by its last step.
    pub times: Option<Times>,
    send: Send,
}

impl Schedule {
    pub(crate) const fn new(task: &'static str, times: Times, send: Send) -> Self {
        Self { task, times: Some(times), send }
    }

    pub(crate) const fn after_deployment(task: &'static str, send: Send) -> Self {
        Self { task, times: None, send }
    }

    /// Sends what a due time asks for, once: `false` when that time, or a later one, was fired before, by whomever.
    ///
    /// # Errors
    /// [`DbError`]; then nothing was sent, and the time is still due.
    pub async fn fire_at(&self, db: &Db, due: Timestamp) -> Result<bool, DbError> {
        let scope = Scope::new(self.task, Instant::now() + SEND_TIMEOUT);
        scope
            .run(async {
                let tx = db.begin().await?;
                if self.times.is_some_and(Times::are_taken) && !schedules::fire(&tx, self.task, due).await? {
                    return Ok(false);
                }
                (self.send)(&tx).await?;
                tx.commit().await?;
                Ok(true)
            })
            .await
    }

    /// Sends what is due, whatever was fired before: for tests, and for operators who won't wait. Sending twice does no
    /// harm.
    ///
    /// # Errors
    /// [`DbError`]; then nothing was sent.
    pub async fn fire(&self, db: &Db) -> Result<(), DbError> {
        let scope = Scope::new(self.task, Instant::now() + SEND_TIMEOUT);
        scope
            .run(async {
                let tx = db.begin().await?;
                (self.send)(&tx).await?;
                tx.commit().await
            })
            .await
    }
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.task, self.times)
    }
}
