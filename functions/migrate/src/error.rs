//! Why a migration stopped. Each text names the file, so that the reader knows where to look.

/// What can go wrong; the database is as it was before the file that failed.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A file's statement failed and was rolled back.
    #[error("{file}, line {line}: {message}")]
    Statement {
        /// The file, without folder.
        file: String,
        /// Counted from 1; 1 when the server didn't say.
        line: usize,
        /// The server's message, with detail and hint.
        message: String,
        /// The driver's error.
        source: tokio_postgres::Error,
    },
    /// An applied file isn't the one that is embedded now.
    #[error("{name} was changed after it was applied: write a new migration instead")]
    Changed {
        /// The migration.
        name: String,
    },
    /// A new file has a lower number than one that was applied already.
    #[error("{name} comes before {applied}, which is applied already: give it a higher number")]
    OutOfOrder {
        /// The migration that waits.
        name: String,
        /// The newest that was applied.
        applied: String,
    },
    /// The database holds a migration that this binary doesn't know.
    #[error("{name} was applied by a newer version of this command: use that one to go back")]
    Unknown {
        /// The migration.
        name: String,
    },
    /// Somebody else is migrating and didn't finish in time.
    #[error("another migration has been running for {waited_secs} s; its connection is {holder}")]
    Locked {
        /// How long we waited.
        waited_secs: u64,
        /// Server process id of the holder, or `unknown`.
        holder: String,
    },
    /// A statement of the migrator itself failed.
    #[error("the database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
}

impl MigrateError {
    /// An error of `file`, with the line that the server's character position falls on.
    pub(crate) fn in_file(file: String, sql: &str, source: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::ErrorPosition;

        let Some(server) = source.as_db_error() else { return Self::Database(source) };
        let line = match server.position() {
            Some(ErrorPosition::Original(position)) => line_at(sql, usize::try_from(*position).unwrap_or(1)),
            _ => 1,
        };
        let mut message = server.message().to_owned();
        for more in [server.detail(), server.hint()].into_iter().flatten() {
            message.push_str("; ");
            message.push_str(more);
        }
        Self::Statement { file, line, message, source }
    }
}

/// The line of a character position; both count from 1.
fn line_at(sql: &str, position: usize) -> usize {
    sql.chars().take(position.saturating_sub(1)).filter(|c| *c == '\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::line_at;

    #[test]
    fn a_position_is_told_as_a_line() {
        let sql = "-- é\nSELECT 1;\nSELEC 2;\n";
        assert_eq!(line_at(sql, 1), 1);
        assert_eq!(line_at(sql, 6), 2);
        assert_eq!(line_at(sql, 16), 3);
    }
}
