//! Every index earns its place, every foreign key has one.

use tokio_postgres::Client;

use crate::database::Database;

/// Foreign keys without an index, each with the reason.
const UNINDEXED: &[(&str, &str)] = &[
    (
        "topics.topics_category_id_visibility_fkey",
        "idx_topics_category_pinned_created begins with the category",
    ),
    ("topics.topics_id_accepted_reply_id_fkey", "the primary key begins with the topic, and is unique"),
];

async fn lines(client: &Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn no_index_is_the_beginning_of_another() {
    // Same table, method, predicate, and the shorter one's columns (with their order and operator classes) come first
    // in the longer one. A unique index is exempt unless the other one says exactly the same.
    const REDUNDANT: &str = "
        WITH idx AS (
            SELECT i.indexrelid, i.indrelid, i.indisunique, c.relam,
                coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
                (SELECT array_agg(pg_get_indexdef(i.indexrelid, n, false) || ' ' || i.indoption[n - 1] || ' ' || i.indclass[n - 1]
                    ORDER BY n) FROM generate_series(1, i.indnkeyatts) n) AS keys
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
        )
        SELECT short.indexrelid::regclass || ' is covered by ' || long.indexrelid::regclass
        FROM idx short JOIN idx long
            ON long.indrelid = short.indrelid AND long.relam = short.relam AND long.predicate = short.predicate
            AND long.indexrelid <> short.indexrelid AND long.keys[:cardinality(short.keys)] = short.keys
        WHERE NOT short.indisunique OR long.keys = short.keys";
    Database::migrated(async |_, client| {
        assert_eq!(lines(client, REDUNDANT).await, Vec::<String>::new());
        client.batch_execute("CREATE INDEX twice ON sessions (user_id, revoked_at)").await.unwrap();
        assert_eq!(lines(client, REDUNDANT).await, ["idx_sessions_user is covered by twice"]);
    })
    .await;
}

#[tokio::test]
async fn every_foreign_key_has_an_index_or_a_reason() {
    // An index counts when its first columns are the key's, and it has no predicate but `column IS NOT NULL`.
    const MISSING: &str = "
        SELECT k.conrelid::regclass || '.' || k.conname FROM pg_constraint k
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.conparentid = 0
          AND NOT EXISTS (
            SELECT FROM pg_index i
            WHERE i.indrelid = k.conrelid AND i.indisvalid
              AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
              AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^\\([a-z_]+ IS NOT NULL\\)$'))
        ORDER BY 1";
    Database::migrated(async |_, client| {
        let allowed: Vec<&str> = UNINDEXED.iter().map(|(key, _)| *key).collect();
        assert_eq!(lines(client, MISSING).await, allowed);
        client.batch_execute("DROP INDEX idx_sessions_user").await.unwrap();
        assert_eq!(
            lines(client, MISSING).await,
            [&["sessions.sessions_user_id_fkey"], allowed.as_slice()].concat()
        );
    })
    .await;
}

#[tokio::test]
async fn every_index_says_which_query_it_serves() {
    for migration in migrate::MIGRATIONS {
        let mut above = "";
        for line in migration.up.lines() {
            let makes_index = line.starts_with("CREATE INDEX") || line.starts_with("CREATE UNIQUE INDEX");
            assert!(!makes_index || above.starts_with("-- "), "{}: {line}", migration.name);
            above = line;
        }
    }
}
