//! `insight:snapshot`: what the database has counted is kept, once a time.

use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;

async fn look_and_run(world: &World, services: &Services) {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    schedules::of("insight:snapshot").unwrap().fire(&services.db).await.unwrap();
    for delivery in run_due_now(&worker).await.unwrap() {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
}

#[tokio::test]
async fn each_time_has_a_sample_and_an_index_is_known_since_its_first() {
    let world = World::new().await;
    let services = world.services();
    look_and_run(&world, &services).await;
    world.sql("UPDATE index_sightings SET seen_at = now() - interval '9 days'; CREATE INDEX idx_newest ON users (locale)").await;
    look_and_run(&world, &services).await;
    assert_eq!(world.one::<i64>("SELECT count(DISTINCT taken_at) FROM table_samples", &[]).await, 2);
    let users = "SELECT count(*) FROM table_samples WHERE table_name = 'users'";
    assert_eq!(world.one::<i64>(users, &[]).await, 2);
    let young = "SELECT count(*) FROM index_sightings WHERE seen_at > now() - interval '1 day'";
    assert_eq!(world.one::<i64>(young, &[]).await, 1);
    world.sql("DROP INDEX idx_newest").await;
    look_and_run(&world, &services).await;
    assert_eq!(world.one::<i64>(young, &[]).await, 0, "one that is gone is forgotten");
    let counts = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements')";
    if world.one::<bool>(counts, &[]).await {
        let named = "SELECT count(*) FROM statement_samples WHERE name LIKE 'outbox.%'";
        assert!(world.one::<i64>(named, &[]).await > 0);
    }
}

#[tokio::test]
async fn without_the_monitors_login_nothing_is_kept_and_nothing_fails() {
    let world = World::new().await;
    let services = Services::from_env(&world.env().with("DATABASE_MONITOR_URL", "")).unwrap();
    look_and_run(&world, &services).await;
    assert_eq!(world.one::<i64>("SELECT count(*) FROM table_samples", &[]).await, 0);
}
