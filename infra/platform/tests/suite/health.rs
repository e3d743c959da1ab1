//! The platform's health, from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::Router;
use neurmatic_http::Services;
use neurmatic_platform::router;
use neurmatic_testing::{Client, Gate, World, eventually};
use serde_json::Value;

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
    for part in ["memory", "responseTime"] {
        assert!(["ok", "degraded"].contains(&data["checks"][part].as_str().unwrap()), "{part}");
    }
    assert_eq!(data["checks"].as_object().unwrap().len(), 5, "{data}");
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
    eventually("the database is missed", || async { client.get("/performance/health").await.status == 503 })
        .await;
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

/// The status, and the checks of the database, Redis and the queues. How long it took is printed: a busy machine's time proves nothing.
async fn told(client: &Client, when: &str) -> (u16, [String; 3]) {
    let asked = Instant::now();
    let reply = client.get("/performance/health").await;
    println!("{when}: {} after {:.0?}", reply.status, asked.elapsed());
    let data = reply.json()["data"].clone();
    assert_eq!(data["healthy"], reply.status == 200, "{data}");
    let state = |part: &str| data["checks"][part].as_str().unwrap().to_owned();
    (reply.status.as_u16(), ["database", "cache", "queue"].map(state))
}

fn states(database: &str, cache: &str, queue: &str) -> [String; 3] {
    [database, cache, queue].map(str::to_owned)
}

#[tokio::test]
async fn health_is_told_while_a_dependency_is_lost_or_says_nothing() {
    let world = World::with_outages().await;
    let client = client(&world);
    let well = || (200, states("ok", "ok", "ok"));
    // The first answer connects, for which a busy machine may want more than a check has.
    eventually("all is well", || async { told(&client, "all is well").await == well() }).await;
    let parts = [
        (world.database_gate(), "Postgres", (503, states("down", "ok", "down"))),
        (world.redis_gate(), "Redis", (200, states("ok", "down", "ok"))),
    ];
    for (gate, name, expected) in parts {
        gate.silence();
        for n in 1..=2 {
            eventually("its silence is told", || async {
                told(&client, &format!("{name} says nothing, {n}")).await == expected
            })
            .await;
        }
        gate.open();
        eventually("it is well again", || async {
            told(&client, &format!("{name} is back")).await == well()
        })
        .await;

        gate.shut();
        eventually("it is missed", || async { told(&client, &format!("{name} is lost")).await == expected })
            .await;
        gate.open();
        eventually("it is well again", || async {
            told(&client, &format!("{name} is back")).await == well()
        })
        .await;
    }
}

#[tokio::test]
async fn health_is_told_while_everything_says_nothing() {
    let world = World::with_outages().await;
    let client = client(&world);
    told(&client, "all is well").await;
    world.database_gate().silence();
    world.redis_gate().silence();
    let silent = (503, states("down", "down", "down"));
    eventually("silence is told", || async { told(&client, "nothing says anything").await == silent }).await;
    let reply = client.get("/performance/health").await.expect(503);
    assert_eq!(reply.json()["data"]["checks"]["responseTime"], "degraded");
    assert!(reply.header("retry-after").is_some());
}

/// Queues that answer every question, and how many there were.
async fn queues() -> (Gate, Arc<AtomicU64>) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&asked);
    let answers = Router::new().fallback(move || async move {
        counted.fetch_add(1, Ordering::SeqCst);
        r#"{"Attributes":{}}"#
    });
    tokio::spawn(axum::serve(listener, answers).into_future());
    (Gate::before(address).await, asked)
}

/// Somebody at a platform with these queues.
fn with_queues(world: &World, gate: &Gate) -> Client {
    let prefix = format!("http://127.0.0.1:{}/000000000000/t-", gate.port());
    let env = world.env().with("SQS_QUEUE_URL_PREFIX", &prefix);
    world.client(router(&env, &Services::from_env(&env).unwrap()).unwrap())
}

#[tokio::test]
async fn however_often_health_is_asked_the_queues_are_asked_once_a_second() {
    let world = World::new().await;
    let (gate, asked) = queues().await;
    let client = with_queues(&world, &gate);
    let begun = Instant::now();
    for _ in 0..10 {
        let ask = || client.get("/performance/health");
        tokio::join!(ask(), ask(), ask());
    }
    let most = 1 + begun.elapsed().as_secs();
    let asked = asked.load(Ordering::SeqCst);
    assert!((1..=most).contains(&asked), "{asked} of {most}");
}

#[tokio::test]
async fn queues_that_are_lost_or_say_nothing_are_told_and_requests_are_answered() {
    let world = World::new().await;
    let (gate, _) = queues().await;
    let client = with_queues(&world, &gate);
    let well = (200, states("ok", "ok", "ok"));
    let missed = (200, states("ok", "ok", "down"));
    eventually("the queues answer", || async { told(&client, "the queues answer").await == well }).await;

    gate.silence();
    eventually("their silence is told", || async { told(&client, "the queues say nothing").await == missed })
        .await;
    let checks = client.get("/performance/health").await.data()["checks"].clone();
    assert_eq!((&checks["queue"], &checks["responseTime"]), (&Value::from("down"), &Value::from("degraded")));
    gate.open();
    eventually("they are back", || async { told(&client, "the queues are back").await == well }).await;

    gate.shut();
    eventually("they are missed", || async { told(&client, "the queues are lost").await == missed }).await;
    gate.open();
    eventually("they are back", || async { told(&client, "the queues are back").await == well }).await;
}
