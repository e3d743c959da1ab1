//! Files that begin with `-- no-transaction`: index builds on tables that are in use.
//!
//! Such a file holds `SET`, `CREATE INDEX CONCURRENTLY` and `DROP INDEX CONCURRENTLY`, each ended by a `;` at a line's
//! end; no function bodies. Its statements must bear being run again, so a build says `IF NOT EXISTS`.

use tokio_postgres::Client;

use crate::MigrateError;

const MARK: &str = "-- no-transaction";
const BUILD: &str = "CREATE INDEX CONCURRENTLY IF NOT EXISTS ";
const UNIQUE_BUILD: &str = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ";

pub(crate) fn is_without_transaction(sql: &str) -> bool {
    sql.lines().next().is_some_and(|line| line.trim() == MARK)
}

/// Runs a file statement by statement as the owner; what it `SET` ends with it.
pub(crate) async fn run(client: &Client, file: &str, sql: &str) -> Result<(), MigrateError> {
    client.batch_execute("SET ROLE neurmatic_owner").await?;
    let outcome = run_each(client, file, sql).await;
    client.batch_execute("RESET ALL").await?;
    client.batch_execute("RESET ROLE").await?;
    outcome
}

async fn run_each(client: &Client, file: &str, sql: &str) -> Result<(), MigrateError> {
    for statement in split(sql) {
        if let Some(index) = built_index(&statement) {
            drop_invalid(client, index).await?;
        }
        client
            .batch_execute(&statement)
            .await
            .map_err(|e| MigrateError::in_file(file.to_owned(), &statement, e))?;
    }
    Ok(())
}

/// A build that was cut off leaves an index that is maintained and never used; `IF NOT EXISTS` would keep it.
async fn drop_invalid(client: &Client, index: &str) -> Result<(), tokio_postgres::Error> {
    const INVALID: &str = "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = to_regclass($1) AND NOT i.indisvalid";
    if let Some(row) = client.query_opt(INVALID, &[&index]).await? {
        let name: String = row.get(0);
        tracing::warn!(index = name, "left over from a build that was cut off: built again");
        client.batch_execute(&format!("DROP INDEX CONCURRENTLY {name}")).await?;
    }
    Ok(())
}

fn split(sql: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut current = String::new();
    for line in sql.lines().filter(|line| !line.trim_start().starts_with("--") && !line.trim().is_empty()) {
        current.push_str(line);
        current.push('\n');
        if line.trim_end().ends_with(';') {
            statements.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        statements.push(current);
    }
    statements
}

fn built_index(statement: &str) -> Option<&str> {
    let rest = statement.strip_prefix(BUILD).or_else(|| statement.strip_prefix(UNIQUE_BUILD))?;
    rest.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "-- no-transaction
SET lock_timeout = '2s';
-- articles.list
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_a
    ON a (b);
";

    #[test]
    fn only_a_first_line_takes_a_file_out_of_its_transaction() {
        assert!(is_without_transaction(FILE));
        assert!(!is_without_transaction("SELECT 1;\n-- no-transaction\n"));
    }

    #[test]
    fn a_statement_ends_at_a_line_that_ends_in_a_semicolon() {
        let statements = split(FILE);
        assert_eq!(statements.len(), 2);
        assert_eq!(built_index(&statements[0]), None);
        assert_eq!(built_index(&statements[1]), Some("idx_a"));
    }
}
