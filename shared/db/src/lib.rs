//! The database: a pool, and the one door that every statement goes through.
//!
//! A statement is a named query in a `.sql` file of its area. The door measures it, bounds it by the request's
//! remaining time, and maps what goes wrong to [`DbError`]. Deliberately not in here: HTTP, caching, and any SQL text
//! outside of `queries/`.

mod args;
pub mod articles;
pub mod bookmarks;
mod door;
pub mod editing;
pub mod email_tokens;
mod error;
pub mod idempotency;
pub mod outbox;
mod pool;
mod query;
pub mod queues;
mod row;
mod scope;
pub mod sessions;
mod slow;
mod statements;
pub mod tasks;
pub mod taxonomy;
mod tls;
mod tx;
pub mod users;
pub mod views;

pub use args::Arg;
pub use door::Door;
pub use error::{Constraint, DbError};
pub use pool::{Db, Health};
pub use query::{Query, Statement};
pub use row::FromRow;
pub use scope::{Account, Scope};
pub use statements::StatementStats;
pub use tls::connector;
pub use tx::Tx;

#[doc(hidden)]
pub use postgres_types::Type;
#[doc(hidden)]
pub use tokio_postgres::Row;
