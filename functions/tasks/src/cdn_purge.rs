//! `cdn:purge`: the edge forgets what changed.

use std::sync::Arc;
use std::time::Duration;

use neurmatic_cdn::Purger;
use neurmatic_db::{Db, Tx};
use neurmatic_tasks::payloads::PurgeCdn;
use neurmatic_tasks::{Context, Task, TaskError};
use tokio::time::Instant;

/// How long rounds are begun; what then still waits is the next task's.
const BEGIN_FOR: Duration = Duration::from_secs(3);

/// Does rounds until nothing more can be sent. What a round claims and settles is committed by itself, under leases: a
/// task that comes twice, or fails on the way, sends nothing twice that was confirmed.
pub(crate) struct CdnPurge {
    db: Db,
    purger: Arc<Purger>,
}

impl CdnPurge {
    pub(crate) fn new(db: Db, purger: Arc<Purger>) -> Self {
        Self { db, purger }
    }
}

impl Task for CdnPurge {
    type Payload = PurgeCdn;

    async fn run(&self, _payload: PurgeCdn, _tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let began = Instant::now();
        while began.elapsed() < BEGIN_FOR {
            if self.purger.run_once(&self.db).await?.calls == 0 {
                break;
            }
        }
        Ok(())
    }
}
