//! One migrator at a time. Tried and polled: a waiting `pg_advisory_lock` holds a snapshot, on which a concurrent index
//! build of the lock's holder would wait in turn.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::Client;

use crate::MigrateError;

/// Any number will do that nobody else of this database uses.
const KEY: i64 = 0x6e65_7572_6d69_6772;
const POLL: Duration = Duration::from_millis(200);
/// Longer than a deploy's files take; a long index build is a one-off task that runs alone.
const WAIT: Duration = Duration::from_secs(120);

/// Waits for the lock, at most [`WAIT`].
pub(crate) async fn take(client: &Client) -> Result<(), MigrateError> {
    let start = Instant::now();
    let mut told = false;
    loop {
        let taken: bool = client.query_one("SELECT pg_try_advisory_lock($1)", &[&KEY]).await?.get(0);
        if taken {
            return Ok(());
        }
        if start.elapsed() >= WAIT {
            let holder = holder(client).await?;
            return Err(MigrateError::Locked { waited_secs: start.elapsed().as_secs(), holder });
        }
        if !told {
            tracing::info!("another migration is running: waiting for it");
            told = true;
        }
        sleep(POLL).await;
    }
}

/// Gives the lock back. A connection that is gone has given it back already.
pub(crate) async fn release(client: &Client) {
    if let Err(error) = client.execute("SELECT pg_advisory_unlock($1)", &[&KEY]).await {
        tracing::warn!(%error, "the migration lock ends with the connection");
    }
}

async fn holder(client: &Client) -> Result<String, tokio_postgres::Error> {
    const HOLDER: &str = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (classid::bigint << 32) + objid::bigint = $1";
    let row = client.query_opt(HOLDER, &[&KEY]).await?;
    Ok(row.map_or_else(|| "unknown".to_owned(), |row| format!("server process {}", row.get::<_, i32>(0))))
}
