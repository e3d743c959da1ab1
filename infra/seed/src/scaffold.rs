//! Indexes, foreign keys and triggers are taken off the tables for the loading and put back afterwards, word by word:
//! building an index over all rows takes a fraction of adding each row to it. Primary keys and unique constraints stay.

use tokio_postgres::Transaction;

use crate::SeedError;

/// Statements that take something off, and those that put it back.
const PARTS: &str = "
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)), 2
    FROM pg_constraint
    WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY($1::text[]::regclass[])
    UNION ALL
    -- An index that is made ON ONLY a partitioned table would miss the partitions.
    SELECT format('DROP INDEX %s', indexrelid::regclass), replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '), 1
    FROM pg_index
    WHERE indrelid = ANY($1::text[]::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    UNION ALL
    SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', name), format('ALTER TABLE %s ENABLE TRIGGER USER', name), 3
    FROM unnest($1::text[]::regclass[]) AS name
    -- Indexes come back first: foreign keys are checked with them. Triggers last.
    ORDER BY 3, 1";

/// What puts everything back.
pub(crate) struct Scaffold {
    rebuild: Vec<String>,
}

impl Scaffold {
    /// Strips the tables.
    pub(crate) async fn strip(tx: &Transaction<'_>, tables: &[&str]) -> Result<Self, SeedError> {
        let parts = tx.query(PARTS, &[&tables]).await?;
        for part in &parts {
            tx.batch_execute(part.get(0)).await?;
        }
        Ok(Self { rebuild: parts.iter().map(|part| part.get(1)).collect() })
    }

    /// Puts everything back; a row that breaks a rule fails here.
    pub(crate) async fn rebuild(self, tx: &Transaction<'_>) -> Result<(), SeedError> {
        for statement in &self.rebuild {
            tx.batch_execute(statement).await?;
        }
        Ok(())
    }
}
