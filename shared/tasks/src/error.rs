//! Why an attempt failed, as far as it matters for the next one.

use std::error::Error;

use neurmatic_db::DbError;

/// A failed attempt.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// The database failed; another attempt may succeed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another attempt may succeed.
    #[error("{0}")]
    Retry(#[source] Box<dyn Error + Send + Sync>),
    /// Every further attempt would fail as well: none is made.
    #[error("{0}")]
    Permanent(#[source] Box<dyn Error + Send + Sync>),
}

impl TaskError {
    /// Something that may succeed another time.
    pub fn retry(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Retry(error.into())
    }

    /// Something that will never succeed.
    pub fn permanent(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Permanent(error.into())
    }

    /// The error and its causes in one line, for the row that keeps it.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !line.ends_with(&text) {
                line.push_str(": ");
                line.push_str(&text);
            }
            cause = error.source();
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_says_each_cause_once() {
        assert_eq!(TaskError::retry("the provider is away").chain(), "the provider is away");
        let error = TaskError::from(DbError::Timeout { query: "area.name" });
        assert_eq!(error.chain(), "the database did not answer area.name in time");
    }
}
