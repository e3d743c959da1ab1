//! The order of a run. One transaction: a run that fails or is cut off leaves nothing.

use std::time::Instant;

use tokio_postgres::{Client, Transaction};

use crate::areas::{self, ALL, Table};
use crate::logins::{self, Logins, ROLES};
use crate::scaffold::Scaffold;
use crate::world::World;
use crate::{Loaded, Options, SeedError, Size, Summary, copy, ledger};

/// The schema's owner works, so that partitions and indexes belong to it. One run at a time: the second finds the data.
const BEGIN: &str = "
    SET LOCAL ROLE neurmatic_owner;
    SET LOCAL lock_timeout = '30s';
    SET LOCAL maintenance_work_mem = '256MB';
    SELECT pg_advisory_xact_lock(hashtextextended('neurmatic-seed', 0));";

/// Loads a data set into an empty, migrated database. When it is there already, only the logins' passwords are set.
///
/// The client's role must be a superuser or a member of `neurmatic_owner`. Whether the server is on this machine is
/// the caller's business: see [`crate::address::on_this_machine`].
///
/// # Errors
/// As [`SeedError`] says; the database is as it was then.
pub async fn seed(client: &mut Client, size: Size, options: &Options) -> Result<Summary, SeedError> {
    let start = Instant::now();
    let tx = client.transaction().await?;
    tx.batch_execute(BEGIN).await?;
    let was_there = ledger::holds(&tx, size).await?;
    let mut tables = Vec::new();
    if was_there {
        set_passwords(&tx, &options.logins).await?;
    } else {
        let world = World::new(size, options)?.counted();
        tables = load(&tx, &world).await?;
        ledger::remember(&tx, size, options).await?;
        check(&tx).await?;
    }
    tx.commit().await?;
    if !was_there {
        tidy(client).await?;
    }
    Ok(Summary { size, as_of: options.as_of, was_there, tables, time: start.elapsed() })
}

fn tables() -> impl Iterator<Item = &'static Table> {
    const AREAS: &[areas::Area] = &ALL;
    AREAS.iter().flat_map(|area| area.tables)
}

async fn load(tx: &Transaction<'_>, world: &World) -> Result<Vec<Loaded>, SeedError> {
    for area in &ALL {
        tx.batch_execute(&(area.prepare)(world)).await?;
    }
    let names: Vec<&str> = tables().map(|table| table.name).collect();
    let scaffold = Scaffold::strip(tx, &names).await?;
    let mut loaded = Vec::new();
    for table in tables() {
        loaded.push(copy::fill(tx, table, world).await?);
    }
    let start = Instant::now();
    scaffold.rebuild(tx).await?;
    for area in &ALL {
        tx.batch_execute(area.finish).await?;
    }
    tell("indexes and foreign keys", start);
    Ok(loaded)
}

/// Recounts every counter; the statistics come first, without which the recount takes long.
async fn check(tx: &Transaction<'_>) -> Result<(), SeedError> {
    let start = Instant::now();
    for table in tables() {
        tx.batch_execute(&format!("ANALYZE {}", table.name)).await?;
    }
    let wrong = areas::wrong_counters(tx).await?;
    if !wrong.is_empty() {
        return Err(SeedError::WrongCounters(wrong));
    }
    tell("statistics and recount", start);
    Ok(())
}

/// Marks the rows as visible to everybody, which the first readers would do otherwise, and counts them as analyzed, which
/// the statistics made within the transaction don't: an autovacuum would find work in all tables.
async fn tidy(client: &Client) -> Result<(), SeedError> {
    let start = Instant::now();
    for table in tables() {
        client.batch_execute(&format!("VACUUM (ANALYZE) {}", table.name)).await?;
    }
    tell("vacuum", start);
    Ok(())
}

async fn set_passwords(tx: &Transaction<'_>, logins: &Logins) -> Result<(), SeedError> {
    for (role, hash) in ROLES.into_iter().zip(logins.hashes()?) {
        tx.execute(
            "UPDATE users SET password_hash = $2, revision = revision + 1, updated_at = now() WHERE email = $1",
            &[&logins::email(role), &hash],
        )
        .await?;
    }
    Ok(())
}

fn tell(what: &str, start: Instant) {
    tracing::info!("  {what:<60}{:>8.1} s", start.elapsed().as_secs_f64());
}
