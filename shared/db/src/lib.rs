//! The database: a pool, and the one door that every statement goes through.
//!
//! A statement is a named query in a `.sql` file of its area. The door measures it, bounds it by the request's
//! remaining time, and maps what goes wrong to [`DbError`]. Deliberately not in here: HTTP, caching, and any SQL text
//! outside of `queries/`.

pub mod accounts;
pub mod alerts;
pub mod analytics;
pub mod applications;
mod args;
pub mod articles;
pub mod audit;
pub mod badges;
pub mod blocks;
pub mod bookmarks;
pub mod collections;
pub mod companies;
pub mod conversations;
pub mod digests;
mod door;
pub mod editing;
pub mod email_tokens;
pub mod erasure;
mod error;
pub mod export;
pub mod feed;
pub mod follows;
pub mod forum_editing;
pub mod forum_replies;
pub mod forum_taxonomy;
pub mod forum_topics;
pub mod forum_votes;
pub mod forum_watches;
pub mod idempotency;
pub mod inbox;
pub mod insight;
pub mod job_editing;
pub mod jobs;
pub mod leaderboards;
pub mod mail_events;
pub mod matches;
pub mod media;
pub mod messages;
pub mod models;
pub mod notices;
pub mod notifications;
pub mod outbox;
pub mod partitions;
pub mod platform_alerts;
mod pool;
pub mod profiles;
pub mod public_profiles;
pub mod purges;
mod query;
pub mod queues;
mod registry;
pub mod reports;
pub mod retention;
mod row;
pub mod samples;
pub mod saved_jobs;
pub mod schedules;
mod scope;
pub mod search;
pub mod sessions;
pub mod settings;
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
pub use registry::{all_queries, server_queries};
pub use row::FromRow;
pub use scope::{Account, Scope};
pub use statements::StatementStats;
pub use tls::connector;
pub use tx::Tx;

#[doc(hidden)]
pub use postgres_types::Type;
#[doc(hidden)]
pub use tokio_postgres::Row;
