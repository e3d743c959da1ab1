//! Up, down, status over a set of migrations.

use std::time::Instant;

use tokio_postgres::{Client, Transaction};

use crate::ledger::{self, Entry, State};
use crate::migration::MIGRATIONS;
use crate::{MigrateError, Migration, lock, roles, statements};

/// How far up to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Everything that is embedded.
    Latest,
    /// Up to this number, inclusive.
    Version(i32),
}

/// What was done, as names in the order of the doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Applied by this call.
    pub applied: Vec<String>,
    /// Taken back by this call.
    pub reverted: Vec<String>,
}

/// Works through a set of migrations.
#[derive(Clone, Copy, Debug)]
pub struct Migrator<'a> {
    set: &'a [Migration],
}

#[derive(Clone, Copy)]
enum Direction {
    Up,
    Down,
}

impl Migrator<'static> {
    /// The migrations of `migrations/`.
    #[must_use]
    pub fn embedded() -> Self {
        Self { set: MIGRATIONS }
    }
}

impl<'a> Migrator<'a> {
    /// A set of its own, in ascending order.
    #[must_use]
    pub fn over(set: &'a [Migration]) -> Self {
        Self { set }
    }

    /// Applies what is missing, up to `target`.
    ///
    /// # Errors
    /// As [`MigrateError`] says; files before the failing one stay applied.
    pub async fn apply(&self, client: &mut Client, target: Target) -> Result<Report, MigrateError> {
        lock::take(client).await?;
        let outcome = self.apply_locked(client, target).await;
        lock::release(client).await;
        outcome
    }

    /// Takes back the newest `count` migrations.
    ///
    /// # Errors
    /// As [`MigrateError`] says; nothing is taken back that a newer binary applied.
    pub async fn revert(&self, client: &mut Client, count: usize) -> Result<Report, MigrateError> {
        lock::take(client).await?;
        let outcome = self.revert_locked(client, count).await;
        lock::release(client).await;
        outcome
    }

    /// How each migration stands. Changes nothing and needs no lock.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn status(&self, client: &Client) -> Result<Vec<Entry>, MigrateError> {
        ledger::compare(client, self.set).await
    }

    async fn apply_locked(&self, client: &mut Client, target: Target) -> Result<Report, MigrateError> {
        roles::bootstrap(client).await?;
        ledger::create(client).await?;
        let entries = ledger::compare(client, self.set).await?;
        ledger::check(&entries)?;

        let mut report = Report::default();
        for migration in self.set {
            let beyond = matches!(target, Target::Version(last) if migration.version > last);
            if beyond || !entries.iter().any(|e| e.version == migration.version && e.state == State::Pending)
            {
                continue;
            }
            run(client, migration, Direction::Up).await?;
            report.applied.push(migration.name.to_owned());
        }
        Ok(report)
    }

    async fn revert_locked(&self, client: &mut Client, count: usize) -> Result<Report, MigrateError> {
        let entries = ledger::compare(client, self.set).await?;
        let applied = entries.iter().rev().filter(|entry| entry.state != State::Pending);

        let mut report = Report::default();
        for entry in applied.take(count) {
            let Some(migration) = self.set.iter().find(|m| m.version == entry.version) else {
                return Err(MigrateError::Unknown { name: entry.name.clone() });
            };
            run(client, migration, Direction::Down).await?;
            report.reverted.push(migration.name.to_owned());
        }
        Ok(report)
    }
}

/// One file and its row in the ledger.
async fn run(client: &mut Client, migration: &Migration, direction: Direction) -> Result<(), MigrateError> {
    let start = Instant::now();
    let (sql, suffix) = match direction {
        Direction::Up => (migration.up, "up"),
        Direction::Down => (migration.down, "down"),
    };
    let file = format!("{}.{suffix}.sql", migration.name);
    tracing::info!(file, "running");

    if statements::is_without_transaction(sql) {
        // The ledger's row comes last: a build that was cut off is run again, and finds its own leftovers.
        statements::run(client, &file, sql).await?;
        let transaction = begin(client).await?;
        record(&transaction, migration, direction).await?;
        transaction.commit().await?;
    } else {
        let transaction = begin(client).await?;
        transaction.batch_execute(sql).await.map_err(|e| MigrateError::in_file(file.clone(), sql, e))?;
        record(&transaction, migration, direction).await?;
        transaction.commit().await?;
    }
    let elapsed_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(file, elapsed_ms, "done");
    Ok(())
}

async fn begin(client: &mut Client) -> Result<Transaction<'_>, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute("SET LOCAL ROLE neurmatic_owner").await?;
    Ok(transaction)
}

async fn record(
    transaction: &Transaction<'_>,
    migration: &Migration,
    direction: Direction,
) -> Result<(), tokio_postgres::Error> {
    match direction {
        Direction::Up => {
            let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
                [&migration.version, &migration.name, &migration.checksum()];
            transaction.execute(ledger::INSERT, &values).await?;
        }
        Direction::Down => {
            transaction.execute(ledger::DELETE, &[&migration.version]).await?;
        }
    }
    Ok(())
}
