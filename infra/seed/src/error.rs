//! Why nothing was seeded. Whatever it is, the database is as it was.

use std::path::PathBuf;

/// What stopped the seeding.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The address leads to another machine.
    #[error("refuses: DATABASE_OWNER_URL is not on this machine")]
    NotOnThisMachine,
    /// The address can't be read. It isn't repeated: it holds a password.
    #[error(
        "DATABASE_OWNER_URL cannot be used; it should be like postgres://owner:password@127.0.0.1:5432/database"
    )]
    BadAddress,
    /// Another data set is there.
    #[error("the database holds the {present} data already; run `cargo dev reset` first")]
    OtherSize {
        /// Its size.
        present: String,
    },
    /// Rows are there that were not generated.
    #[error("refuses: {table} has rows that are not generated data; run `cargo dev reset` first")]
    NotEmpty {
        /// The first table that has some.
        table: &'static str,
    },
    /// The schema isn't there.
    #[error("the database has no schema yet; run `cargo dev migrate up` first")]
    NotMigrated,
    /// The generator is wrong: a counter differs from a recount.
    #[error("the generated counters are wrong, nothing was kept: {}", .0.join("; "))]
    WrongCounters(Vec<String>),
    /// The file of the logins can't be read or written.
    #[error("the logins file {}: {why}", .file.display())]
    LoginsFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Randomness or hashing failed.
    #[error("no password could be made: {0}")]
    Password(String),
    /// The database failed.
    #[error("the database refused: {0}")]
    Database(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for SeedError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(code) if *code == tokio_postgres::error::SqlState::UNDEFINED_TABLE => Self::NotMigrated,
            _ => Self::Database(error),
        }
    }
}
