//! `insight:snapshot`: what the database has counted of itself, for later comparisons.

use jiff::Timestamp;
use neurmatic_db::{Db, Tx, insight};
use neurmatic_tasks::payloads::TakeSnapshot;
use neurmatic_tasks::{Context, Task, TaskError};

/// Asks as the monitor, and writes as the application. Without the monitor's login there is nothing to keep.
pub(crate) struct InsightSnapshot {
    monitor: Option<Db>,
}

impl InsightSnapshot {
    pub(crate) fn new(monitor: Option<Db>) -> Self {
        Self { monitor }
    }
}

impl Task for InsightSnapshot {
    type Payload = TakeSnapshot;

    async fn run(&self, _: TakeSnapshot, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let Some(monitor) = &self.monitor else {
            tracing::debug!("DATABASE_MONITOR_URL is not set: nothing is kept of the database's counters");
            return Ok(());
        };
        insight::take_sample(monitor, tx, Timestamp::now()).await?;
        Ok(())
    }
}
