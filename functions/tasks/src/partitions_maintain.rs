//! `partitions:maintain`: the coming months have a place.

use neurmatic_db::{Tx, partitions};
use neurmatic_tasks::payloads::MaintainPartitions;
use neurmatic_tasks::{Context, Task, TaskError};

/// Months that a table is ahead.
const AHEAD: i32 = 3;

/// Makes the partitions of the coming months, and tells of rows that had none.
pub(crate) struct PartitionsMaintain;

impl Task for PartitionsMaintain {
    type Payload = MaintainPartitions;

    async fn run(&self, payload: MaintainPartitions, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let table = payload.table.as_str();
        let made = partitions::ensure_months(tx, table, AHEAD).await?;
        if made > 0 {
            tracing::info!(table, made, "months were made");
        }
        // After the months: rows that one of them takes over have left it.
        if partitions::default_is_used(tx, table).await? {
            tracing::error!(
                table,
                "the default partition holds rows: a month was missing, or their times are wrong"
            );
        }
        Ok(())
    }
}
