//! `analytics:process`: what visitors did is written down.

use neurmatic_db::Tx;
use neurmatic_db::analytics::{self, Told};
use neurmatic_tasks::payloads::RecordEvents;
use neurmatic_tasks::{Context, Task, TaskError};

/// Writes the events of one call; what was passed on counts for its article.
pub(crate) struct AnalyticsProcess;

impl Task for AnalyticsProcess {
    type Payload = RecordEvents;

    async fn run(&self, payload: RecordEvents, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let told = Told { user: payload.user, visitor_hash: &payload.visitor, at: payload.at };
        analytics::record(tx, told, &payload.events).await?;
        Ok(())
    }
}
