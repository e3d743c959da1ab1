//! `/performance/queues`: who may see and touch them, and what comes of it.

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_testing::{Client, World};
use serde_json::{Value, json};
use uuid::Uuid;

async fn client(world: &World, role: Role) -> Client {
    let services = world.services();
    let user = world.user().role(role).create().await;
    world.client(routes().into_router(services.clone(), &services)).signed_in(&user)
}

async fn queue(admin: &Client, name: &str) -> Value {
    let queues = admin.get("/performance/queues").await.expect(200).data();
    queues.as_array().unwrap().iter().find(|queue| queue["name"] == name).unwrap().clone()
}

/// A task that waits.
async fn waiting(world: &World, queue: &str) -> Uuid {
    let id = Uuid::now_v7();
    let sql = "INSERT INTO outbox (id, task, queue, payload) VALUES ($1, 'jobs:expire', $2, '{}')";
    world.owner().execute(sql, &[&id, &queue]).await.unwrap();
    id
}

/// A task that was given up.
async fn given_up(world: &World, task: &str, error: &str) -> Uuid {
    let id = Uuid::now_v7();
    let owner = world.owner();
    owner
        .execute(
            "INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error)
             VALUES ($1, 'platform', $2, 'default', '{}', 3, $3)",
            &[&id, &task, &error],
        )
        .await
        .unwrap();
    owner
        .execute(
            "INSERT INTO inbox (producer, message_id, day, task, attempts, given_up_at)
             VALUES ('platform', $1, uuid_day($1), $2, 3, now())",
            &[&id, &task],
        )
        .await
        .unwrap();
    id
}

async fn trail(world: &World) -> Vec<String> {
    let rows = world.owner().query("SELECT action FROM audit_log ORDER BY id", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn only_admins_see_and_touch_the_queues() {
    let world = World::new().await;
    let id = waiting(&world, "bulk").await;
    for role in [Role::User, Role::Company, Role::Moderator] {
        let client = client(&world, role).await;
        assert_eq!(client.get("/performance/queues").await.expect(403).code(), "role_needed");
        for what in ["redrive", "pause", "resume", "purge"] {
            client.post(&format!("/performance/queues/bulk/{what}"), json!({})).await.expect(403);
        }
        client.delete(&format!("/performance/tasks/{id}")).await.expect(403);
    }
    assert_eq!(trail(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_queue_shows_what_it_holds_and_how_the_last_hour_went() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    waiting(&world, "email").await;
    world.sql("INSERT INTO outbox (id, task, queue, payload, run_at) VALUES (gen_random_uuid(), 'a:b', 'email', '{}', now() + interval '1 hour');
        INSERT INTO outbox (id, task, queue, payload, locked_until) VALUES (gen_random_uuid(), 'a:b', 'email', '{}', now() + interval '1 hour');
        INSERT INTO outbox (id, task, queue, payload, run_at, sent_at) VALUES (gen_random_uuid(), 'a:b', 'email', '{}', now() + interval '6 hours', now() - interval '90 seconds');
        INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error) VALUES (gen_random_uuid(), 'platform', 'a:b', 'email', '{}', 5, 'no');
        INSERT INTO task_figures (minute, queue, outcome, bucket, n, took_ms) VALUES
            (date_trunc('minute', now()), 'email', 'done', 8, 9, 36), (now() - interval '2 hours', 'email', 'done', 8, 9, 36),
            (date_trunc('minute', now()), 'email', 'retried', 8, 2, 8)").await;
    let email = queue(&admin, "email").await;
    for (field, expected) in [
        ("waiting", json!(1)),
        ("delayed", json!(1)),
        ("inFlight", json!(1)),
        ("sent", json!(1)),
        ("dead", json!(1)),
        ("completed", json!(9)),
        ("retried", json!(2)),
        ("failed", json!(0)),
        ("meanMs", json!(4.0)),
        ("p95Ms", json!(4.0)),
        ("pausedAt", json!(null)),
    ] {
        assert_eq!(email[field], expected, "{field}: {email}");
    }
    assert!(email["oldestSecs"].as_i64().unwrap() >= 90, "{email}");
    assert_eq!(queue(&admin, "bulk").await["waiting"], 0);
}

#[tokio::test]
async fn a_queue_is_paused_and_goes_on_and_both_are_in_the_trail() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    for _ in 0..2 {
        admin.post("/performance/queues/bulk/pause", json!({})).await.expect(204);
    }
    assert!(queue(&admin, "bulk").await["pausedAt"].is_string());
    assert!(queue(&admin, "email").await["pausedAt"].is_null());
    admin.post("/performance/queues/bulk/resume", json!({})).await.expect(204);
    assert!(queue(&admin, "bulk").await["pausedAt"].is_null());
    assert_eq!(trail(&world).await, ["queue.pause", "queue.pause", "queue.resume"]);
    admin.post("/performance/queues/slow/pause", json!({})).await.expect(404);
}

#[tokio::test]
async fn failed_tasks_are_redriven_by_what_they_are_and_why_they_failed() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    let wanted = given_up(&world, "email:send", "the provider answered 503").await;
    given_up(&world, "email:send", "refused").await;
    given_up(&world, "jobs:expire", "the provider answered 503").await;
    world
        .sql(
            "INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error)
        VALUES (gen_random_uuid(), 'importer', 'email:send', 'default', '\"{\"', 0, 'not a message: 503')",
        )
        .await;
    let filter = json!({"task": "email:send", "error": "503", "since": "2020-01-01T00:00:00Z"});
    let redriven = admin.post("/performance/queues/default/redrive", filter.clone()).await.expect(200).data();
    assert_eq!(redriven["tasks"], 1);
    let state = "SELECT (o.attempts = 0 AND i.given_up_at IS NULL AND i.attempts = 0)
        FROM outbox o JOIN inbox i ON i.message_id = o.id WHERE o.id = $1";
    assert!(world.one::<bool>(state, &[&wanted]).await);
    let again = admin.post("/performance/queues/default/redrive", filter).await.expect(200).data();
    assert_eq!(again["tasks"], 0);
    let rest =
        admin.post("/performance/queues/default/redrive", json!({"limit": 1})).await.expect(200).data();
    assert_eq!(rest["tasks"], 1);
    let left: i64 = world.one("SELECT count(*) FROM failed_tasks", &[]).await;
    assert_eq!(left, 2, "one that failed, and what was refused");
    for wrong in [
        json!({"limit": 0}),
        json!({"limit": 1_001}),
        json!({"error": ""}),
        json!({"since": "today"}),
        json!({"all": true}),
    ] {
        let status = admin.post("/performance/queues/default/redrive", wrong.clone()).await.status.as_u16();
        assert!((400..=422).contains(&status), "{wrong}: {status}");
    }
}

#[tokio::test]
async fn what_was_done_meanwhile_is_not_redriven_to_a_second_effect() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    let done = given_up(&world, "jobs:expire", "lost its answer").await;
    world.owner().execute("UPDATE inbox SET done_at = now() WHERE message_id = $1", &[&done]).await.unwrap();
    admin.post("/performance/queues/default/redrive", json!({})).await.expect(200);
    let is_done: bool =
        world.one("SELECT done_at IS NOT NULL FROM inbox WHERE message_id = $1", &[&done]).await;
    assert!(is_done, "the inbox forgot that it was done");
}

#[tokio::test]
async fn what_is_purged_or_cancelled_comes_to_nothing_wherever_its_message_is() {
    let world = World::new().await;
    let admin = client(&world, Role::Admin).await;
    let (purged, cancelled, other) =
        (waiting(&world, "bulk").await, waiting(&world, "email").await, waiting(&world, "default").await);
    let tasks = admin.post("/performance/queues/bulk/purge", json!({})).await.expect(200).data();
    assert_eq!(tasks["tasks"], 1);
    admin.delete(&format!("/performance/tasks/{cancelled}")).await.expect(204);
    admin.delete(&format!("/performance/tasks/{cancelled}")).await.expect(404);
    admin.delete("/performance/tasks/no-id").await.expect(400);
    for id in [purged, cancelled] {
        let over: bool =
            world.one("SELECT done_at IS NOT NULL FROM inbox WHERE message_id = $1", &[&id]).await;
        assert!(over);
    }
    assert_eq!(world.one::<Uuid>("SELECT id FROM outbox", &[]).await, other);
    assert_eq!(trail(&world).await, ["queue.purge", "task.cancel"]);
}
