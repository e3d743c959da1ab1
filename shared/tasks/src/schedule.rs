//! What is sent again and again, whoever asks.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use neurmatic_db::{Db, DbError, Scope, Tx};
use tokio::time::Instant;

/// How long sending may take.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

type Send = for<'a> fn(&'a Tx) -> BoxFuture<'a, Result<(), DbError>>;

/// Sends a task, or one for each thing that needs it, every so often. Sending twice at the same time does no harm.
pub struct Schedule {
    /// The task's name.
    pub task: &'static str,
    /// The time between two sendings.
    pub every: Duration,
    send: Send,
}

impl Schedule {
    pub(crate) const fn new(task: &'static str, every: Duration, send: Send) -> Self {
        Self { task, every, send }
    }

    /// Sends what is due.
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
        write!(f, "{} every {:?}", self.task, self.every)
    }
}
