//! Up, down, up again; two at once; files that changed.

use migrate::{MIGRATIONS, MigrateError, Migration, Migrator, State, Target};
use tokio_postgres::Client;

use crate::database::{Database, number};

/// Everything that the migrations make, as text: columns, constraints, indexes, functions, triggers, types, owners, rights.
const SCHEMA: &str = "
WITH ours AS (
    SELECT c.* FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
SELECT concat_ws(' ', relkind, relname, relowner::regrole, relacl, reloptions,
    pg_get_expr(relpartbound, oid)) FROM ours
UNION ALL SELECT concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid))
    FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
UNION ALL SELECT concat_ws(' ', 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid))
    FROM ours c JOIN pg_constraint k ON k.conrelid = c.oid
UNION ALL SELECT pg_get_indexdef(indexrelid) FROM ours c JOIN pg_index i ON i.indrelid = c.oid
UNION ALL SELECT pg_get_triggerdef(t.oid) FROM ours c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
UNION ALL SELECT concat_ws(' ', pg_get_functiondef(p.oid), p.proowner::regrole, p.proacl) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT concat_ws(' ', 'enum', t.typname, e.enumlabel, e.enumsortorder)
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
ORDER BY 1";

async fn schema(client: &Client) -> Vec<String> {
    client.query(SCHEMA, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn down_to_zero_leaves_nothing_and_up_again_leaves_the_same_schema() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        let migrator = Migrator::embedded();
        let first = migrator.apply(&mut client, Target::Latest).await.unwrap();
        assert_eq!(first.applied.len(), MIGRATIONS.len());
        let before = schema(&client).await;

        let back = migrator.revert(&mut client, MIGRATIONS.len()).await.unwrap();
        assert_eq!(back.reverted.len(), MIGRATIONS.len());
        let left = schema(&client).await;
        assert!(left.iter().all(|line| line.contains("schema_migrations")), "left over: {left:#?}");

        migrator.apply(&mut client, Target::Latest).await.unwrap();
        assert_eq!(schema(&client).await, before);
    })
    .await;
}

#[tokio::test]
async fn each_migration_goes_up_down_and_up_by_itself() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        let migrator = Migrator::embedded();
        for migration in MIGRATIONS {
            migrator.apply(&mut client, Target::Version(migration.version)).await.unwrap();
            let before = schema(&client).await;
            migrator.revert(&mut client, 1).await.unwrap();
            migrator.apply(&mut client, Target::Version(migration.version)).await.unwrap();
            assert_eq!(schema(&client).await, before, "{}", migration.name);
        }
    })
    .await;
}

#[tokio::test]
async fn two_migrators_at_once_apply_each_file_once() {
    Database::with(async |database| {
        let (mut one, mut two) = (database.connect().await, database.connect().await);
        let (one, two) = tokio::join!(migrate::migrate_all(&mut one), migrate::migrate_all(&mut two));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.applied.len() + two.applied.len(), MIGRATIONS.len());
        assert!(one.applied.is_empty() || two.applied.is_empty());
    })
    .await;
}

#[tokio::test]
async fn databases_of_one_server_are_migrated_at_once() {
    Database::with(async |first| {
        Database::with(async |second| {
            let (mut one, mut two) = (first.connect().await, second.connect().await);
            let (one, two) = tokio::join!(migrate::migrate_all(&mut one), migrate::migrate_all(&mut two));
            assert_eq!(one.unwrap(), two.unwrap());
        })
        .await;
    })
    .await;
}

const LIST: Migration =
    Migration { version: 1, name: "0001_list", up: "CREATE TABLE list (n int)", down: "DROP TABLE list" };

#[tokio::test]
async fn a_file_that_changed_after_it_was_applied_is_refused() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        Migrator::over(&[LIST]).apply(&mut client, Target::Latest).await.unwrap();

        let changed = [Migration { up: "CREATE TABLE list (n bigint)", ..LIST }];
        let migrator = Migrator::over(&changed);
        let error = migrator.apply(&mut client, Target::Latest).await.unwrap_err();
        assert!(matches!(error, MigrateError::Changed { .. }), "{error}");
        assert_eq!(migrator.status(&client).await.unwrap()[0].state, State::Changed);
    })
    .await;
}

#[tokio::test]
async fn a_failing_file_is_named_with_its_line_and_leaves_nothing() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        let set = [
            LIST,
            Migration { version: 2, name: "0002_more", up: "CREATE TABLE more ();\nSELEC 1;", down: "" },
        ];
        let migrator = Migrator::over(&set);
        let error = migrator.apply(&mut client, Target::Latest).await.unwrap_err();
        assert!(error.to_string().starts_with("0002_more.up.sql, line 2: "), "{error}");
        assert_eq!(number(&client, "SELECT count(*) FROM pg_class WHERE relname = 'more'").await, 0);

        let states: Vec<State> = migrator.status(&client).await.unwrap().iter().map(|e| e.state).collect();
        assert_eq!(states, [State::Applied, State::Pending]);
    })
    .await;
}

#[tokio::test]
async fn an_older_binary_takes_nothing_back_that_a_newer_one_applied() {
    Database::with(async |database| {
        let mut client = database.connect().await;
        let newer = [
            LIST,
            Migration { version: 2, name: "0002_more", up: "CREATE TABLE more ()", down: "DROP TABLE more" },
        ];
        Migrator::over(&newer).apply(&mut client, Target::Latest).await.unwrap();

        let older = Migrator::over(&newer[..1]);
        assert!(older.apply(&mut client, Target::Latest).await.unwrap().applied.is_empty());
        let error = older.revert(&mut client, 1).await.unwrap_err();
        assert!(matches!(error, MigrateError::Unknown { .. }), "{error}");
    })
    .await;
}
