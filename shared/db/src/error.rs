//! What can go wrong at the database, as far as callers can do something about it.

use std::fmt;

use tokio_postgres::error::SqlState;

/// A constraint that a write would have broken, by its name in the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint(pub String);

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection could be had, or it was lost. Trying again later may help.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The request's time ran out first.
    #[error("the database did not answer {query} in time")]
    Timeout {
        /// The query's name, or what was waited for.
        query: &'static str,
    },
    /// Such a row exists already.
    #[error("{0} is taken")]
    Taken(Constraint),
    /// A row that is referred to doesn't exist, or is still referred to.
    #[error("{0} refers to a missing row")]
    Missing(Constraint),
    /// A value that the schema doesn't allow.
    #[error("{0} is not allowed")]
    NotAllowed(Constraint),
    /// Two writes got in each other's way; the same one again would go through.
    #[error("{query} met another write")]
    Contention {
        /// The query's name.
        query: &'static str,
    },
    /// A statement of the transaction had failed before: nothing of it can be committed.
    #[error("the transaction was rolled back when {query} failed")]
    RolledBack {
        /// The name of the query that failed.
        query: &'static str,
    },
    /// Anything else: a fault of ours.
    #[error("{query} failed: {said}")]
    Failed {
        /// The query's name.
        query: &'static str,
        /// Postgres' code, where it was Postgres that refused.
        code: Option<SqlState>,
        /// What Postgres or the driver says, without the details, which quote rows.
        said: String,
    },
}

impl DbError {
    pub(crate) fn of(query: &'static str, source: tokio_postgres::Error) -> Self {
        if source.is_closed() {
            return Self::Unavailable(chain(&source));
        }
        let Some(db) = source.as_db_error() else {
            let lost = std::error::Error::source(&source).is_some_and(|cause| cause.is::<std::io::Error>());
            let said = chain(&source);
            return if lost { Self::Unavailable(said) } else { Self::Failed { query, code: None, said } };
        };
        let constraint = || Constraint(db.constraint().unwrap_or_default().to_owned());
        match db.code() {
            code if *code == SqlState::UNIQUE_VIOLATION => Self::Taken(constraint()),
            code if *code == SqlState::FOREIGN_KEY_VIOLATION => Self::Missing(constraint()),
            code if *code == SqlState::CHECK_VIOLATION => Self::NotAllowed(constraint()),
            code if *code == SqlState::T_R_SERIALIZATION_FAILURE
                || *code == SqlState::T_R_DEADLOCK_DETECTED =>
            {
                Self::Contention { query }
            }
            code if *code == SqlState::QUERY_CANCELED => Self::Timeout { query },
            code if is_outage(code) => Self::Unavailable(db.message().to_owned()),
            code => Self::Failed { query, code: Some(code.clone()), said: db.message().to_owned() },
        }
    }

    /// The constraint that an insert met, when it was a unique one.
    #[must_use]
    pub fn taken(&self) -> Option<&str> {
        match self {
            Self::Taken(Constraint(name)) => Some(name),
            _ => None,
        }
    }
}

/// Shutting down, crashed, starting up, out of connections, out of memory or disk, or the connection's own class 08.
fn is_outage(code: &SqlState) -> bool {
    let outages = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::OUT_OF_MEMORY,
        SqlState::DISK_FULL,
    ];
    outages.contains(code) || code.code().starts_with("08")
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}
