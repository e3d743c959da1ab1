//! `counters:flush`: waiting increments are added to the counters they belong to.

use std::time::Duration;

use neurmatic_db::{Db, Tx, tasks};
use neurmatic_tasks::payloads::FlushCounters;
use neurmatic_tasks::{Context, Task, TaskError};
use tokio::time::Instant;
use uuid::Uuid;

/// Increments that one statement takes: few enough that it takes milliseconds under load.
const BATCH: i64 = 200;

/// How long batches are begun; what then still waits is the next flush's. Half of the task's time.
const BEGIN_FOR: Duration = Duration::from_secs(10);

/// Takes increments and adds their sums, a batch a statement that is committed by itself: each increment counts once, whatever
/// becomes of the task. Articles are locked in the order of their ids within a batch, so nobody may hold two batches' at once.
pub(crate) struct CountersFlush {
    db: Db,
}

impl CountersFlush {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }
}

impl Task for CountersFlush {
    type Payload = FlushCounters;

    async fn run(&self, _payload: FlushCounters, _tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let began = Instant::now();
        let mut last = Uuid::nil();
        while began.elapsed() < BEGIN_FOR {
            let Some(flushed) = tasks::flush_counters(&self.db, last, BATCH).await? else { break };
            last = flushed.last;
            if flushed.drained < BATCH {
                break;
            }
        }
        Ok(())
    }
}
