//! Applies the numbered SQL files of `migrations/`, which are embedded, and does what only the schema's owner may do:
//! logins for the database roles, the first administrator.
//!
//! One migrator works at a time (a second waits, bounded). A file runs in a transaction of its own together with its
//! row in `schema_migrations`, unless it begins with `-- no-transaction`. A file that was changed after it was applied
//! is refused. Every object belongs to `neurmatic_owner`, whoever connects.
//!
//! Deliberately not in here: data (the generator's business) and any route.

pub mod admin;
pub mod command;
mod error;
pub mod keys;
mod ledger;
mod lock;
mod migration;
mod migrator;
mod roles;
pub mod settings;
mod statements;

pub use error::MigrateError;
pub use ledger::{Entry, State};
pub use migration::{MIGRATIONS, Migration, checksum};
pub use migrator::{Migrator, Report, Target};
pub use roles::{Login, set_login};

use tokio_postgres::Client;

/// Brings a database to the newest schema. The client's role must be a superuser or a member of `neurmatic_owner`
/// that may create roles.
///
/// # Errors
/// When the lock isn't free in time, a file was changed after it was applied, or a statement fails.
pub async fn migrate_all(client: &mut Client) -> Result<Report, MigrateError> {
    Migrator::embedded().apply(client, Target::Latest).await
}
