//! `partitions:maintain`: the coming months.

use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Delivery, Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;

/// Tables that are partitioned by time, and what each lacks of a default partition, this month and three more.
const LACKING: &str = "
    SELECT coalesce(string_agg(p.partrelid::regclass::text, ', ' ORDER BY p.partrelid::regclass::text), 'none')
    FROM pg_partitioned_table p
    WHERE p.partdefid = 0 OR 4 > (
        SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = p.partrelid
          AND right(c.relname, 7) IN (SELECT to_char((now() AT TIME ZONE 'UTC') + make_interval(months => n), 'YYYY_MM')
                                      FROM generate_series(0, 3) AS n))";

async fn maintain(world: &World, services: &Services) -> Vec<Delivery> {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    schedules::of("partitions:maintain").unwrap().fire(&services.db).await.unwrap();
    run_due_now(&worker).await.unwrap()
}

/// Takes the month three months from now away, of the inbox, and its default partition.
async fn take_away(world: &World) {
    let name: String = world
        .one("SELECT 'inbox_' || to_char((now() AT TIME ZONE 'UTC') + interval '3 months', 'YYYY_MM')", &[])
        .await;
    world
        .sql(&format!("DROP TABLE {name}; DROP TABLE inbox_default; DROP TABLE article_views_default"))
        .await;
}

#[tokio::test]
async fn every_table_is_three_months_ahead_however_often_it_is_looked_at() {
    let world = World::new().await;
    let services = world.services();
    take_away(&world).await;
    assert_eq!(world.one::<String>(LACKING, &[]).await, "article_views, inbox");

    let tables: i64 = world.one("SELECT count(*) FROM pg_partitioned_table", &[]).await;
    for _ in 0..2 {
        let deliveries = maintain(&world, &services).await;
        assert_eq!(i64::try_from(deliveries.len()).unwrap(), tables);
        assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done), "{deliveries:?}");
        assert_eq!(world.one::<String>(LACKING, &[]).await, "none");
    }
}

#[tokio::test]
async fn a_row_that_had_no_month_moves_into_the_one_that_is_made_and_one_from_nowhere_is_told_of() {
    let world = World::new().await;
    let services = world.services();
    take_away(&world).await;
    maintain(&world, &services).await;
    let is_used = async || neurmatic_db::partitions::default_is_used(&services.db, "inbox").await.unwrap();
    assert!(!is_used().await);

    let sql = "INSERT INTO inbox (producer, message_id, day, task)
        SELECT 'test', id, uuid_day(id), 'a:b' FROM (SELECT $1::text::uuid AS id) AS m";
    world.owner().execute(sql, &[&"fbca3a34-6a39-4f0e-a5a8-7bd1a5e7bb6d"]).await.unwrap();
    assert!(is_used().await);
    let deliveries = maintain(&world, &services).await;
    assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done), "{deliveries:?}");
    assert!(is_used().await, "it stays where it is, and nothing is lost");
}
