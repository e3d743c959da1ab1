//! Second runs, refusals, and what a run leaves of the schema.

use neurmatic_seed::{SeedError, Size, seed};

use crate::database::{empty, lines, migrated, number, options};

/// Everything that the loading takes off and puts back.
const SCHEMA: &str = "
    SELECT schemaname || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename !~ '_20[0-9]{2}_[0-9]{2}$'
    UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text !~ '_20[0-9]{2}_[0-9]{2}$'
    UNION ALL SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT relname || ' belongs to ' || relowner::regrole || CASE WHEN i.indisvalid THEN ' and is valid' ELSE '' END
        FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
        WHERE relnamespace = 'public'::regnamespace AND relname !~ '_20[0-9]{2}_[0-9]{2}'
    ORDER BY 1";

#[tokio::test]
async fn the_schema_is_the_same_afterwards() {
    migrated(async |client| {
        let before = lines(client, SCHEMA).await;
        seed(client, Size::Test, &options()).await.unwrap();
        assert_eq!(lines(client, SCHEMA).await, before);
        let foreign = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND relname LIKE 'article_views%' AND relowner <> 'neurmatic_owner'::regrole";
        assert_eq!(lines(client, foreign).await, Vec::<String>::new());
        let unindexed = "SELECT count(*) FROM pg_inherits p WHERE p.inhparent = 'article_views'::regclass
            AND (SELECT count(*) FROM pg_index WHERE indrelid = p.inhrelid AND indisvalid) <> 3";
        assert_eq!(number(client, unindexed).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_second_run_of_the_same_size_changes_no_row_and_another_size_is_refused() {
    migrated(async |client| {
        seed(client, Size::Test, &options()).await.unwrap();
        let again = seed(client, Size::Test, &options()).await.unwrap();
        assert!(again.was_there && again.tables.is_empty());
        assert_eq!(number(client, "SELECT count(*) FROM articles").await, 200);
        let refused = seed(client, Size::Demo, &options()).await.unwrap_err().to_string();
        assert_eq!(refused, "the database holds the test data already; run `cargo dev reset` first");
    })
    .await;
}

#[tokio::test]
async fn rows_of_somebody_else_are_left_alone() {
    migrated(async |client| {
        client
            .batch_execute(
                "INSERT INTO news_tags (id, name, slug) VALUES (gen_random_uuid(), 'mine', 'mine')",
            )
            .await
            .unwrap();
        let refused = seed(client, Size::Test, &options()).await.unwrap_err();
        assert!(matches!(refused, SeedError::NotEmpty { table: "news_tags" }), "{refused}");
        assert_eq!(number(client, "SELECT count(*) FROM users").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_first_administrator_may_be_there_before() {
    migrated(async |client| {
        client
            .batch_execute("INSERT INTO users (id, email, username, role) VALUES (gen_random_uuid(), 'a@b.example', 'first', 'admin')")
            .await
            .unwrap();
        seed(client, Size::Test, &options()).await.unwrap();
        assert_eq!(number(client, "SELECT count(*) FROM users").await, 56);
    })
    .await;
}

#[tokio::test]
async fn a_run_that_fails_leaves_the_database_as_it_was() {
    migrated(async |client| {
        let before = lines(client, SCHEMA).await;
        client
            .batch_execute("INSERT INTO users (id, email, username) VALUES (gen_random_uuid(), 'x@b.example', 'USER-000007')")
            .await
            .unwrap();
        let refused = seed(client, Size::Test, &options()).await.unwrap_err();
        assert!(matches!(refused, SeedError::Database(_)), "{refused}");
        assert_eq!(number(client, "SELECT count(*) FROM articles").await, 0);
        assert_eq!(lines(client, SCHEMA).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_database_without_a_schema_is_told_what_it_lacks() {
    empty(async |client| {
        client.batch_execute("CREATE ROLE neurmatic_owner NOLOGIN").await.ok();
        let refused = seed(client, Size::Test, &options()).await.unwrap_err();
        assert!(matches!(refused, SeedError::NotMigrated), "{refused}");
    })
    .await;
}
