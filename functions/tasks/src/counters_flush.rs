//! `counters:flush`: waiting increments are added to the counters they belong to.

use std::time::Duration;

use neurmatic_db::{Tx, tasks};
use neurmatic_tasks::payloads::FlushCounters;
use neurmatic_tasks::{Context, Task, TaskError};
use tokio::time::Instant;
use uuid::Uuid;

/// Increments that one statement takes: few enough that it takes milliseconds under load.
const BATCH: i64 = 200;

/// How long batches are begun; what then still waits is the next flush's. Half of the task's time.
const BEGIN_FOR: Duration = Duration::from_secs(10);

/// Takes increments and adds their sums, in one transaction: each counts once.
pub(crate) struct CountersFlush;

impl Task for CountersFlush {
    type Payload = FlushCounters;

    async fn run(&self, _payload: FlushCounters, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let began = Instant::now();
        let mut last = Uuid::nil();
        while began.elapsed() < BEGIN_FOR {
            let Some(flushed) = tasks::flush_counters(tx, last, BATCH).await? else { break };
            last = flushed.last;
            if flushed.drained < BATCH {
                break;
            }
        }
        Ok(())
    }
}
