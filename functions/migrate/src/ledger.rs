//! What was applied: the table `schema_migrations`, and how it compares with the embedded files.

use jiff::Timestamp;
use serde::Serialize;
use tokio_postgres::Client;

use crate::{MigrateError, Migration};

/// The application may look at it (health) and not write it.
const CREATE: &str = "
SET LOCAL ROLE neurmatic_owner;
CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY,
    name text NOT NULL,
    checksum bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM neurmatic_app;
";

pub(crate) const INSERT: &str = "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)";
pub(crate) const DELETE: &str = "DELETE FROM schema_migrations WHERE version = $1";

/// How a migration stands in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Applied as it is embedded.
    Applied,
    /// Not applied yet.
    Pending,
    /// Applied, but the file was changed since.
    Changed,
    /// Applied by a newer binary; this one doesn't hold it.
    Unknown,
}

/// A line of `migrate status`.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The number.
    pub version: i32,
    /// `NNNN_name`.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
}

pub(crate) async fn create(client: &mut Client) -> Result<(), tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(CREATE).await?;
    transaction.commit().await
}

/// All migrations that the database or `set` knows, by number.
pub(crate) async fn compare(client: &Client, set: &[Migration]) -> Result<Vec<Entry>, MigrateError> {
    let exists = "SELECT to_regclass('public.schema_migrations') IS NOT NULL";
    let rows = if client.query_one(exists, &[]).await?.get(0) {
        let applied = "SELECT version, name, checksum, applied_at FROM public.schema_migrations";
        client.query(applied, &[]).await?
    } else {
        Vec::new()
    };

    let mut entries: Vec<Entry> = rows
        .iter()
        .map(|row| {
            let version: i32 = row.get("version");
            let checksum: Vec<u8> = row.get("checksum");
            let state = match set.iter().find(|m| m.version == version) {
                None => State::Unknown,
                Some(known) if known.checksum() == checksum => State::Applied,
                Some(_) => State::Changed,
            };
            Entry { version, name: row.get("name"), state, applied_at: Some(row.get("applied_at")) }
        })
        .collect();
    for waiting in set.iter().filter(|m| entries.iter().all(|e| e.version != m.version)).collect::<Vec<_>>() {
        let (version, name) = (waiting.version, waiting.name.to_owned());
        entries.push(Entry { version, name, state: State::Pending, applied_at: None });
    }
    entries.sort_by_key(|entry| entry.version);
    Ok(entries)
}

/// Refuses a history that can't be continued: a changed file, or a new one with too low a number.
pub(crate) fn check(entries: &[Entry]) -> Result<(), MigrateError> {
    let mut waiting: Option<&Entry> = None;
    for entry in entries {
        match (entry.state, waiting) {
            (State::Changed, _) => return Err(MigrateError::Changed { name: entry.name.clone() }),
            (State::Pending, None) => waiting = Some(entry),
            (State::Applied | State::Unknown, Some(earlier)) => {
                return Err(MigrateError::OutOfOrder {
                    name: earlier.name.clone(),
                    applied: entry.name.clone(),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(version: i32, state: State) -> Entry {
        Entry { version, name: format!("{version:04}"), state, applied_at: None }
    }

    #[test]
    fn a_new_file_below_an_applied_one_is_refused() {
        let history = [entry(1, State::Applied), entry(2, State::Pending), entry(3, State::Applied)];
        assert!(matches!(check(&history), Err(MigrateError::OutOfOrder { name, .. }) if name == "0002"));
    }

    #[test]
    fn a_database_that_is_ahead_is_left_alone() {
        assert!(check(&[entry(1, State::Applied), entry(2, State::Unknown)]).is_ok());
    }
}
