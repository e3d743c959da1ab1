//! Insight into what statements cost.

use std::time::Duration;

use neurmatic_db::insight::{self, Limits};
use neurmatic_db::{Scope, queues, samples};
use neurmatic_testing::World;
use tokio::time::Instant;

use crate::insight::{Insight, counts_statements};

#[tokio::test]
async fn an_operation_that_repeats_a_statement_is_found_until_it_does_so_no_more() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let scope = Scope::new("test.looping", Instant::now() + Duration::from_secs(30));
    scope
        .run(async {
            for _ in 0..7 {
                queues::is_paused(&insight.app, "email").await.unwrap();
            }
        })
        .await;
    assert!(scope.account().n_plus_one);
    samples::note_repeated(&insight.app, &scope).await;
    let limits = Limits { repeating_requests: 1, ..Limits::default() };
    assert_eq!(insight.find("n_plus_one", "test.looping", &Limits::default()).await, None, "once is no rule");
    let finding = insight.found("n_plus_one", "test.looping", &limits).await;
    assert_eq!(finding.object, "test.looping: queues.is_paused");
    assert_eq!(finding.evidence["timesInARequest"], 7.0);
    assert!(finding.fix.is_empty() && finding.no_fix.unwrap().contains("Mend the code"));
    world.sql("UPDATE repeated_queries SET seen_hour = seen_hour - interval '3 hours'").await;
    assert_eq!(insight.find("n_plus_one", "test.looping", &limits).await, None);
}

/// A sample of a statement, so many hours ago.
async fn sample(world: &World, hours: i32, calls: i64, total_ms: f64) {
    let sql = "INSERT INTO statement_samples (taken_at, query_id, name, calls, total_ms, rows_given)
        VALUES (now() - make_interval(hours => $1), 7, 'articles.list', $2, $3, 0)";
    world.owner().execute(sql, &[&hours, &calls, &total_ms]).await.unwrap();
}

#[tokio::test]
async fn a_statement_that_takes_a_multiple_of_its_usual_time_is_found_until_it_doesnt() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    let limits = Limits::default();
    for hours in 2..8 {
        let so_far = i64::from(8 - hours);
        sample(&world, hours, so_far * 200, so_far as f64 * 200.0 * 2.0).await;
    }
    assert_eq!(insight.find("plan_regression", "articles.list", &limits).await, None);
    sample(&world, 1, 1_400, 2_400.0 + 200.0 * 30.0).await;
    let finding = insight.found("plan_regression", "articles.list", &limits).await;
    assert_eq!(finding.evidence["meanMs"], 30.0, "{finding:?}");
    assert_eq!(finding.evidence["earlierMedianMs"], 2.0, "{finding:?}");
    assert!(finding.no_fix.is_some());
    sample(&world, 0, 1_600, 8_400.0 + 200.0 * 2.0).await;
    assert_eq!(insight.find("plan_regression", "articles.list", &limits).await, None);

    // The server had forgotten it in the sample before the last one.
    world
        .sql(
            "DELETE FROM statement_samples WHERE calls >= 1400;
             INSERT INTO statement_samples (taken_at, query_id, name, calls, total_ms, rows_given)
             VALUES (now() - interval '1 hour', 8, 'articles.get', 1, 1, 0), (now(), 8, 'articles.get', 2, 2, 0),
                    (now(), 7, 'articles.list', 1400, 8400, 0)",
        )
        .await;
    let finding = insight.found("plan_regression", "articles.list", &limits).await;
    assert_eq!(finding.evidence["meanMs"], 30.0, "{finding:?}");
}

#[tokio::test]
async fn few_calls_short_times_and_counters_that_begin_anew_are_no_regression() {
    let world = World::new().await;
    let insight = Insight::of(&world);
    for hours in 1..8 {
        let so_far = i64::from(8 - hours);
        sample(&world, hours, so_far * 200, so_far as f64 * 200.0).await;
    }
    // Reset, and since then 150 calls of 2 ms each.
    sample(&world, 0, 150, 300.0).await;
    assert_eq!(insight.find("plan_regression", "articles.list", &Limits::default()).await, None);
    world.sql("UPDATE statement_samples SET calls = 50, total_ms = 5000 WHERE calls = 150").await;
    assert_eq!(insight.find("plan_regression", "articles.list", &Limits::default()).await, None);
}

#[tokio::test]
async fn a_statement_that_spills_again_and_again_is_found_until_it_has_the_memory() {
    let world = World::new().await;
    if !counts_statements(&world).await {
        return;
    }
    let insight = Insight::of(&world);
    let client = world.another_owner().await;
    let sort = "/* area.sort */ SELECT count(*) FROM (SELECT n FROM generate_series(1, 200000) AS n ORDER BY n DESC OFFSET 0) AS sorted";
    for (memory, is_found) in [("64kB", true), ("256MB", false)] {
        client.batch_execute(&format!("SET work_mem = '{memory}'")).await.unwrap();
        for _ in 0..12 {
            client.query_one(sort, &[]).await.unwrap();
        }
        let finding = insight.find("temporary_files", "area.sort", &Limits::default()).await;
        assert_eq!(finding.is_some(), is_found, "{memory}: {finding:?}");
        let forget = "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)";
        world.sql(forget).await;
    }
}

#[tokio::test]
async fn texts_of_statements_hold_no_values() {
    let world = World::new().await;
    if !counts_statements(&world).await {
        return;
    }
    let insight = Insight::of(&world);
    world.sql("SELECT count(*) FROM users WHERE email = 'someone@example.org'").await;
    world.sql("COMMENT ON TABLE users IS 'someone@example.org'").await;
    let statements = insight::statements(&insight.monitor, 0.0, 1, 1_000).await.unwrap();
    assert!(statements.iter().any(|row| row.text.contains("FROM users WHERE email = $1")), "{statements:?}");
    assert!(statements.iter().any(|row| row.text == "COMMENT"), "{statements:?}");
    assert!(!format!("{statements:?}").contains("someone@example.org"));
}
