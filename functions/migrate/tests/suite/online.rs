//! Files outside a transaction: index builds on tables in use.

use migrate::{Migration, Migrator, Target};

use crate::database::{Database, number};

const TABLE: Migration = Migration {
    version: 1,
    name: "0001_table",
    up: "CREATE TABLE list (n int); INSERT INTO list SELECT 1 FROM generate_series(1, 2)",
    down: "DROP TABLE list",
};
const INDEX: Migration = Migration {
    version: 2,
    name: "0002_index",
    up: "-- no-transaction\nSET lock_timeout = '2s';\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS idx_list_n\n    ON list (n);\n",
    down: "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS idx_list_n;\n",
};

const VALID: &str =
    "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('idx_list_n') AND indisvalid";
const INVALID: &str =
    "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('idx_list_n') AND NOT indisvalid";

#[tokio::test]
async fn an_invalid_index_that_a_failed_build_left_is_built_again() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        let set = [TABLE, INDEX];
        let migrator = Migrator::over(&set);

        // Two equal rows: the unique build fails half way and leaves its index.
        let error = migrator.apply(&mut client, Target::Latest).await.unwrap_err();
        assert!(error.to_string().starts_with("0002_index.up.sql"), "{error}");
        assert_eq!(number(&client, INVALID).await, 1);

        client.batch_execute("DELETE FROM list WHERE ctid = (SELECT min(ctid) FROM list)").await.unwrap();
        migrator.apply(&mut client, Target::Latest).await.unwrap();
        assert_eq!(number(&client, VALID).await, 1);

        migrator.revert(&mut client, 1).await.unwrap();
        assert_eq!(number(&client, VALID).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_such_a_file_sets_ends_with_it() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        let table = Migration { up: "CREATE TABLE list (n int)", ..TABLE };
        Migrator::over(&[table, INDEX]).apply(&mut client, Target::Latest).await.unwrap();
        assert_eq!(
            number(&client, "SELECT count(*) FROM pg_settings WHERE name = 'lock_timeout' AND setting = '0'")
                .await,
            1
        );
        assert_eq!(number(&client, "SELECT count(*) WHERE current_user = session_user").await, 1);
    })
    .await;
}
