//! `alerts:evaluate` and `alerts:tell`: what is wrong is written down and told once, and once more when it is over.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;

use crate::replay::request;
use crate::sentry::Sentry;

const DEAD: &str =
    "INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error, failed_at)
    SELECT gen_random_uuid(), 'test', 'a:b', 'bulk', '{}', 5, 'refused', now() FROM generate_series(1, 150)";

/// The levels of what was told of a rule, in order.
fn levels(sentry: &Sentry, rule: &str) -> Vec<String> {
    let events = sentry.told();
    let of_rule = events.iter().filter(|event| event["tags"]["alert"] == rule);
    of_rule.map(|event| event["level"].as_str().unwrap().to_owned()).collect()
}

/// A process that tells this Sentry.
async fn process(world: &World, sentry: &Sentry) -> Services {
    Services::from_env(&world.env().with("SENTRY_DSN", &sentry.start().await)).unwrap()
}

/// A minute's judgement, and the telling that follows.
async fn judge(world: &World, services: &Services) -> Vec<(String, Outcome)> {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    schedules::of("alerts:evaluate").unwrap().fire(&services.db).await.unwrap();
    let delivered = run_due_now(&worker).await.unwrap();
    delivered.into_iter().map(|delivery| (delivery.task, delivery.outcome)).collect()
}

/// The rules of which an alert is open.
async fn open(world: &World) -> Vec<String> {
    let open = "SELECT coalesce(array_agg(rule ORDER BY rule), '{}') FROM alerts WHERE opened_at IS NOT NULL AND resolved_at IS NULL";
    world.one(open, &[]).await
}

#[tokio::test]
async fn an_alert_is_told_once_when_it_opens_and_once_when_it_is_over() {
    let world = World::new().await;
    let sentry = Sentry::default();
    let services = process(&world, &sentry).await;
    world.sql(DEAD).await;
    for _ in 0..3 {
        judge(&world, &services).await;
    }
    assert_eq!(open(&world).await, ["tasks_dead"]);
    assert_eq!(levels(&sentry, "tasks_dead"), ["warning"]);
    let event = sentry.told()[0].clone();
    assert!(
        event["message"]["formatted"].as_str().unwrap().contains("docs/runbooks/tasks-dead.md"),
        "{event}"
    );

    world.sql("DELETE FROM failed_tasks").await;
    judge(&world, &services).await;
    assert_eq!(open(&world).await, ["tasks_dead"], "it must be calm for some minutes");
    world.sql("UPDATE alerts SET calm_since = now() - interval '6 minutes' WHERE rule = 'tasks_dead'").await;
    for _ in 0..2 {
        judge(&world, &services).await;
    }
    assert!(open(&world).await.is_empty());
    assert_eq!(levels(&sentry, "tasks_dead"), ["warning", "info"]);
    let over = "SELECT worst FROM alerts WHERE rule = 'tasks_dead' AND resolved_at IS NOT NULL";
    assert!((world.one::<f64>(over, &[]).await - 150.0).abs() < 0.1);
}

#[tokio::test]
async fn one_that_could_not_be_told_is_told_again() {
    let world = World::new().await;
    let services = process(&world, &Sentry { refuses: true, ..Sentry::default() }).await;
    world.sql(DEAD).await;
    let delivered = judge(&world, &services).await;
    let told = delivered.iter().find(|(task, _)| task == "alerts:tell").unwrap();
    assert_ne!(told.1, Outcome::Done);
    let waiting = "SELECT count(*) FROM outbox WHERE task = 'alerts:tell'";
    assert_eq!(world.one::<i64>(waiting, &[]).await, 1);
    assert_eq!(open(&world).await, ["tasks_dead"]);
}

#[tokio::test]
async fn without_redis_nothing_of_requests_opens_and_nothing_is_over() {
    let world = World::with_outages().await;
    let sentry = Sentry::default();
    let services = process(&world, &sentry).await;
    let last_minute = Timestamp::now() - SignedDuration::from_mins(1);
    (0..1_200).for_each(|_| services.telemetry.request_at(&request(500, 20), last_minute));
    services.flush_telemetry(Duration::from_secs(10)).await;
    judge(&world, &services).await;
    let known = ["fast_burn", "many_errors", "slow_burn"];
    assert_eq!(open(&world).await, known);
    assert_eq!(levels(&sentry, "many_errors"), ["error"]);
    let minutes = "SELECT sum(errors)::int8 FROM request_minutes WHERE requests = errors";
    assert_eq!(world.one::<i64>(minutes, &[]).await, 1_200);

    world.redis_gate().shut();
    world.sql("UPDATE alerts SET calm_since = now() - interval '2 hours'").await;
    world.sql("DELETE FROM request_minutes").await;
    for (task, outcome) in judge(&world, &services).await {
        assert_eq!(outcome, Outcome::Done, "{task}");
    }
    assert_eq!(open(&world).await, known);
    assert_eq!(levels(&sentry, "many_errors"), ["error"]);
}

#[tokio::test]
async fn rows_without_a_month_are_told_of() {
    let world = World::new().await;
    let services = world.services();
    judge(&world, &services).await;
    assert!(open(&world).await.is_empty());
    // An id of the year 2050.
    world
        .sql("INSERT INTO inbox (producer, message_id, day, task)
            SELECT 'test', id, uuid_day(id), 'a:b' FROM (SELECT '024bce5c-f000-7000-8000-000000000001'::uuid AS id) AS m")
        .await;
    judge(&world, &services).await;
    let subject = "SELECT subject FROM alerts WHERE rule = 'default_partition' AND opened_at IS NOT NULL";
    assert_eq!(world.one::<String>(subject, &[]).await, "inbox");
}
