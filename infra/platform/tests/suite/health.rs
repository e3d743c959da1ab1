//! The platform's health, from outside.

use neurmatic_platform::router;
use neurmatic_testing::{Client, World, eventually};

fn client(world: &World) -> Client {
    world.client(router(&world.env(), &world.services()).unwrap())
}

#[tokio::test]
async fn a_healthy_platform_says_so_and_nothing_of_its_inside() {
    let world = World::new().await;
    let reply = client(&world).get("/performance/health").await.expect(200);
    let data = reply.data();
    assert_eq!(data["healthy"], true);
    for part in ["database", "cache", "queue"] {
        assert_eq!(data["checks"][part], "ok", "{part}");
    }
    let body = String::from_utf8(reply.body.to_vec()).unwrap().to_lowercase();
    assert!(!body.contains("version") && !body.contains("bytes") && !body.contains("postgres"), "{body}");
    assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"));
}

#[tokio::test]
async fn health_follows_its_dependencies() {
    let world = World::with_outages().await;
    let client = client(&world);
    world.redis_gate().shut();
    eventually("Redis is missed", || async {
        client.get("/performance/health").await.json()["data"]["checks"]["cache"] == "down"
    })
    .await;
    assert_eq!(client.get("/performance/health").await.data()["healthy"], true);
    world.database_gate().shut();
    let reply = client.get("/performance/health").await.expect(503);
    assert_eq!(
        (&reply.json()["data"]["healthy"], &reply.json()["data"]["checks"]["database"]),
        (&false.into(), &"down".into())
    );
    world.redis_gate().open();
    world.database_gate().open();
    eventually("it is healthy again", || async {
        let reply = client.get("/performance/health").await;
        reply.status == 200 && reply.json()["data"]["checks"]["cache"] == "ok"
    })
    .await;
}

#[tokio::test]
async fn a_task_that_waits_for_more_than_a_minute_shows() {
    let world = World::new().await;
    world
        .sql(
            "INSERT INTO outbox (id, task, queue, payload, run_at) \
             VALUES (gen_random_uuid(), 'email:send', 'email', '{}', now() - interval '2 minutes')",
        )
        .await;
    let data = client(&world).get("/performance/health").await.data();
    assert_eq!((&data["checks"]["queue"], &data["healthy"]), (&"degraded".into(), &true.into()));
}
