//! Insight into indexes: each fault is found, mended by its fix, and gone.

use neurmatic_db::insight::{Limits, advice};
use neurmatic_testing::World;

use crate::insight::{Insight, as_schema_owner, counts_statements, tell_statistics};

/// A table of 20,000 rows.
const ORDERS: &str = "
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, status text NOT NULL);
    INSERT INTO orders SELECT n, n % 500, 'open' FROM generate_series(1, 20000) AS n;";

#[tokio::test]
async fn a_missing_index_is_advised_to_whom_a_statement_scans_for() {
    let world = World::new().await;
    if !counts_statements(&world).await {
        return;
    }
    let insight = Insight::of(&world);
    as_schema_owner(&world, ORDERS).await;
    for customer in 0..120_i64 {
        let found: i64 = world.one("SELECT count(*) FROM orders WHERE customer_id = $1", &[&customer]).await;
        assert_eq!(found, 40);
    }
    tell_statistics(&world).await;
    let limits = Limits { scanning_mean_ms: 0.0, ..Limits::default() };
    let advised = advice(&insight.monitor, &limits).await.unwrap();
    let columns: Vec<&[String]> = advised.iter().map(|advice| advice.columns.as_slice()).collect();
    assert_eq!(columns, [["customer_id".to_owned()]]);
    insight.is_mended(&world, "missing_index", "orders (customer_id)", &limits).await;
}

#[tokio::test]
async fn an_index_that_is_the_beginning_of_another_is_found_and_one_that_keeps_a_rule_is_not() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL UNIQUE, status text NOT NULL);
        CREATE INDEX idx_orders_status ON orders (status);
        CREATE INDEX idx_orders_status_customer ON orders (status, customer_id DESC);
        CREATE INDEX idx_orders_customer_status ON orders (customer_id, status);
        CREATE INDEX idx_orders_open ON orders (status) WHERE status = 'open';
        CREATE INDEX idx_orders_again ON orders (status, customer_id DESC);";
    as_schema_owner(&world, sql).await;
    let limits = Limits::default();
    let report = insight.report(&limits).await;
    let duplicates = report.findings.iter().filter(|finding| finding.check == "duplicate_index");
    assert_eq!(duplicates.count(), 2, "{:?}", report.findings);
    insight.is_mended(&world, "duplicate_index", "idx_orders_again of orders", &limits).await;
    insight.is_mended(&world, "duplicate_index", "idx_orders_status of orders", &limits).await;
}

#[tokio::test]
async fn an_index_is_unused_when_nobody_has_used_it_for_a_week_since_it_is_known() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id uuid NOT NULL REFERENCES users, status text UNIQUE);
        CREATE INDEX idx_orders_status ON orders (status DESC);
        CREATE INDEX idx_orders_customer ON orders (customer_id);";
    as_schema_owner(&world, sql).await;
    let limits = Limits { unused_index_bytes: 0, ..Limits::default() };
    let object = "idx_orders_status of orders";
    assert_eq!(insight.find("unused_index", object, &limits).await, None, "nobody knows since when");
    let seen = "INSERT INTO index_sightings (index_id, seen_at)
        SELECT indexrelid::bigint, now() - interval '6 days' FROM pg_index WHERE indrelid = 'orders'::regclass";
    world.sql(seen).await;
    assert_eq!(insight.find("unused_index", object, &limits).await, None, "it is too young");
    world.sql("UPDATE index_sightings SET seen_at = now() - interval '8 days'").await;
    let report = insight.report(&limits).await;
    let unused = report.findings.iter().filter(|finding| finding.check == "unused_index");
    assert_eq!(unused.count(), 1, "those of keys and rules are not: {:?}", report.findings);
    insight.is_mended(&world, "unused_index", object, &limits).await;
}

#[tokio::test]
async fn an_index_is_not_unused_in_the_week_after_the_statistics_began_anew() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    as_schema_owner(
        &world,
        "CREATE TABLE orders (status text); CREATE INDEX idx_orders_status ON orders (status);",
    )
    .await;
    let seen = "INSERT INTO index_sightings VALUES ('idx_orders_status'::regclass::oid::bigint, now() - interval '80 days')";
    world.sql(seen).await;
    let limits = Limits { unused_index_bytes: 0, ..Limits::default() };
    assert!(insight.find("unused_index", "idx_orders_status", &limits).await.is_some());
    world.sql("SELECT pg_stat_reset()").await;
    assert_eq!(insight.find("unused_index", "idx_orders_status", &limits).await, None);
}

#[tokio::test]
async fn an_invalid_index_is_built_again() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    as_schema_owner(&world, ORDERS).await;
    as_schema_owner(&world, "CREATE INDEX idx_orders_customer ON orders (customer_id)").await;
    world
        .sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_orders_customer'::regclass")
        .await;
    insight.is_mended(&world, "invalid_index", "idx_orders_customer", &Limits::default()).await;
    let is_valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_orders_customer'::regclass";
    assert!(world.one::<bool>(is_valid, &[]).await);
}

#[tokio::test]
async fn a_foreign_key_of_a_table_of_a_size_wants_an_index() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE customers (id bigint PRIMARY KEY);
        INSERT INTO customers SELECT n FROM generate_series(0, 499) AS n;
        CREATE TABLE small (customer_id bigint REFERENCES customers);";
    as_schema_owner(&world, sql).await;
    as_schema_owner(&world, ORDERS).await;
    as_schema_owner(&world, "ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers; ANALYZE orders, small").await;
    let limits = Limits::default();
    assert_eq!(insight.find("unindexed_foreign_key", "small", &limits).await, None);
    insight.is_mended(&world, "unindexed_foreign_key", "orders_customer of orders", &limits).await;
}

#[tokio::test]
async fn an_index_that_is_mostly_room_is_rebuilt() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let sql = "
        CREATE TABLE orders (id bigint PRIMARY KEY);
        INSERT INTO orders SELECT n FROM generate_series(1, 100000) AS n;";
    as_schema_owner(&world, sql).await;
    world.sql("VACUUM (ANALYZE) orders").await;
    let limits = Limits { bloat_bytes: 512 * 1_024, ..Limits::default() };
    assert_eq!(insight.find("index_bloat", "orders_pkey", &limits).await, None);
    as_schema_owner(&world, "DELETE FROM orders WHERE id % 10 > 0").await;
    world.sql("VACUUM (ANALYZE) orders").await;
    insight.is_mended(&world, "index_bloat", "orders_pkey of orders", &limits).await;
}
