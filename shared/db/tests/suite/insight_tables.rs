//! Insight into tables: each fault is found, mended by its fix where a statement does, and gone.

use neurmatic_db::insight::{Limits, Severity};
use neurmatic_testing::World;

use crate::insight::{Insight, as_schema_owner, at_once, tell_statistics};

#[tokio::test]
async fn a_table_that_is_mostly_room_is_found_until_it_is_written_anew() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE orders (id bigint, note text);
        INSERT INTO orders SELECT n, repeat('x', 100) FROM generate_series(1, 50000) AS n;";
    as_schema_owner(&world, sql).await;
    world.sql("VACUUM (ANALYZE) orders").await;
    let limits = Limits { bloat_bytes: 1_024 * 1_024, ..Limits::default() };
    assert_eq!(insight.find("table_bloat", "orders", &limits).await, None);
    as_schema_owner(&world, "DELETE FROM orders WHERE id % 10 > 0").await;
    world.sql("VACUUM (ANALYZE) orders").await;
    let finding = insight.found("table_bloat", "orders", &limits).await;
    assert!(
        finding.fix.is_empty() && finding.no_fix.unwrap().contains("VACUUM (FULL, ANALYZE)"),
        "{finding:?}"
    );
    assert!(finding.evidence["wastedPercent"] > 80.0, "{finding:?}");
    world.sql("VACUUM (FULL, ANALYZE) orders").await;
    assert_eq!(insight.find("table_bloat", "orders", &limits).await, None);
}

#[tokio::test]
async fn a_table_of_old_transaction_ids_is_frozen() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE oldest (n integer);
        INSERT INTO oldest VALUES (1);
        CREATE TABLE spent (n integer);";
    as_schema_owner(&world, sql).await;
    // A transaction id for each, and all of it at once.
    let spend = "DO $$ BEGIN
            FOR n IN 1..20000 LOOP
                BEGIN INSERT INTO spent VALUES (n); EXCEPTION WHEN division_by_zero THEN NULL; END;
            END LOOP;
        END $$";
    world.sql(spend).await;
    let others: String = world
        .one(
            "SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c
             WHERE c.relkind IN ('r', 'm') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'oldest'",
            &[],
        )
        .await;
    world.sql(&format!("VACUUM (FREEZE) {others}")).await;
    let limits = Limits { transaction_ids: 15_000, ..Limits::default() };
    insight.is_mended(&world, "transaction_id_age", "oldest", &limits).await;
}

#[tokio::test]
async fn a_sequence_at_nine_tenths_goes_on_where_its_column_is_wide_enough() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE numbered (id bigint PRIMARY KEY);
        CREATE SEQUENCE numbers AS integer OWNED BY numbered.id;
        CREATE TABLE narrow (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        SELECT setval('numbers', 1932735200), setval('narrow_id_seq', 1932735300);";
    as_schema_owner(&world, sql).await;
    let limits = Limits::default();
    assert_eq!(insight.find("sequence_exhaustion", "numbers", &limits).await, None);
    as_schema_owner(&world, "SELECT setval('numbers', 1932735300)").await;
    insight.is_mended(&world, "sequence_exhaustion", "numbers", &limits).await;
    let narrow = insight.found("sequence_exhaustion", "narrow_id_seq", &limits).await;
    assert!(narrow.fix.is_empty() && narrow.no_fix.unwrap().contains("bigint in steps"), "{narrow:?}");
    as_schema_owner(&world, "SELECT setval('narrow_id_seq', 2147483000)").await;
    let critical = insight.found("sequence_exhaustion", "narrow_id_seq", &limits).await;
    assert_eq!(critical.severity, Severity::Critical);
}

#[tokio::test]
async fn a_database_that_reads_from_disk_is_found_until_what_it_reads_is_in_memory() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    // More than a quarter of the server's memory: a scan doesn't keep it.
    let sql = "CREATE TABLE wide WITH (autovacuum_enabled = false) AS
        SELECT n, repeat('x', 100) AS note FROM generate_series(1, 700000) AS n";
    as_schema_owner(&world, sql).await;
    world.sql("SELECT pg_stat_reset()").await;
    for _ in 0..3 {
        world.sql("SELECT count(*) FROM wide").await;
    }
    tell_statistics(&world).await;
    let limits = Limits { hit_blocks: 10_000, ..Limits::default() };
    let finding = insight.found("low_hit_ratio", "test_", &limits).await;
    assert!(finding.evidence["hitPercent"] < 95.0 && finding.no_fix.is_some(), "{finding:?}");
    world.sql("SELECT pg_stat_reset()").await;
    let look = "DO $$ BEGIN FOR n IN 1..2000 LOOP EXECUTE 'SELECT count(*) FROM pg_class'; END LOOP; END $$";
    world.sql(look).await;
    tell_statistics(&world).await;
    assert_eq!(insight.find("low_hit_ratio", "test_", &limits).await, None);
}

#[tokio::test]
async fn a_table_that_changed_since_it_was_analyzed_is_analyzed() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE orders (id bigint) WITH (autovacuum_enabled = false);
        INSERT INTO orders SELECT n FROM generate_series(1, 20000) AS n;";
    as_schema_owner(&world, sql).await;
    assert_eq!(insight.find("stale_statistics", "orders", &Limits::default()).await, None, "it is too new");
    insight.is_mended(&world, "stale_statistics", "orders", &at_once()).await;
}

#[tokio::test]
async fn a_table_that_nobody_vacuums_is_vacuumed_again() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE orders (id bigint) WITH (autovacuum_enabled = off);
        CREATE TABLE others (id bigint) WITH (autovacuum_enabled = true, fillfactor = 90);";
    as_schema_owner(&world, sql).await;
    let limits = Limits::default();
    assert_eq!(insight.find("autovacuum_off", "others", &limits).await, None);
    insight.is_mended(&world, "autovacuum_off", "orders", &limits).await;
}

/// A sample of the table `orders`, so many hours ago.
async fn sample(world: &World, hours: i32, rows_read: i64) {
    let sql = "INSERT INTO table_samples (taken_at, table_name, scans, rows_read, live_rows, size_bytes)
        VALUES (now() - make_interval(hours => $1), 'orders', 1, $2, 50000, 1000000)";
    world.owner().execute(sql, &[&hours, &rows_read]).await.unwrap();
}

#[tokio::test]
async fn scans_that_grow_are_found_and_no_longer_when_they_shrink() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let limits = Limits::default();
    for hours in 2..8 {
        sample(&world, hours, i64::from(8 - hours) * 500_000).await;
    }
    assert_eq!(insight.find("scan_growth", "orders", &limits).await, None);
    sample(&world, 1, 8_000_000).await;
    let finding = insight.found("scan_growth", "orders", &limits).await;
    assert_eq!(finding.evidence["readRows"], 5_000_000.0);
    assert_eq!(finding.evidence["earlierMedianRows"], 500_000.0);
    assert!(finding.no_fix.is_some());
    sample(&world, 0, 8_500_000).await;
    assert_eq!(insight.find("scan_growth", "orders", &limits).await, None);
}

#[tokio::test]
async fn counters_that_begin_anew_are_no_growth() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    for (hours, rows_read) in
        [(5, 1), (4, 2_000_001), (3, 4_000_001), (2, 6_000_001), (1, 8_000_001), (0, 1_500_000)]
    {
        sample(&world, hours, rows_read).await;
    }
    assert_eq!(insight.find("scan_growth", "orders", &Limits::default()).await, None);
}
