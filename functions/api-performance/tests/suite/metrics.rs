//! `/performance/metrics`, `/request-rates` and `/cache-stats`: who may see them, what they say, and what they say when
//! something is away.

use std::time::Duration;

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_testing::World;
use serde_json::Value;

use crate::client::client;

const PATHS: [&str; 3] = ["/performance/metrics", "/performance/request-rates", "/performance/cache-stats"];

const WITHIN: Duration = Duration::from_secs(10);

fn operation<'a>(data: &'a Value, name: &str) -> &'a Value {
    let found = data["operations"].as_array().unwrap().iter().find(|of| of["operation"] == name);
    found.unwrap_or_else(|| panic!("{name} isn't told: {data}"))
}

#[tokio::test]
async fn only_admins_see_figures() {
    let world = World::new().await;
    let services = world.services();
    for path in PATHS {
        for role in [Role::User, Role::Company, Role::Moderator] {
            let reply = client(&world, &services, role).await.get(path).await;
            assert_eq!(reply.expect(403).code(), "role_needed");
        }
        client(&world, &services, Role::Admin).await.get(path).await.expect(200);
    }
}

#[tokio::test]
async fn an_absurd_window_is_refused_with_its_name() {
    let world = World::new().await;
    let admin = client(&world, &world.services(), Role::Admin).await;
    for window in ["0m", "-5m", "16d", "1y", "15", "99999999999999999999d", "%27"] {
        let reply = admin.get(&format!("/performance/metrics?window={window}")).await.expect(400);
        assert_eq!(reply.pointers(), ["/query/window"], "{window}");
    }
}

#[tokio::test]
async fn requests_of_several_processes_are_counted_together() {
    let world = World::new().await;
    let processes = [world.services(), world.services(), world.services()];
    for services in &processes {
        let admin = client(&world, services, Role::Admin).await;
        for _ in 0..5 {
            admin.get("/performance/queues").await.expect(200);
        }
        admin.get("/performance/metrics?window=nothing").await.expect(400);
        services.flush_telemetry(WITHIN).await;
    }
    let admin = client(&world, &world.services(), Role::Admin).await;
    let metrics = admin.get("/performance/metrics?window=5m").await.data();
    assert_eq!(
        (&metrics["source"], &metrics["unavailable"]),
        (&Value::from("live"), &Value::from(vec![0; 0]))
    );
    let queues = operation(&metrics, "queues.list");
    assert_eq!((&queues["requests"], &queues["errors"]), (&Value::from(15), &Value::from(0)));
    assert!(queues["p99Ms"].as_f64().unwrap() >= queues["p50Ms"].as_f64().unwrap());
    assert_eq!(operation(&metrics, "performance.metrics")["requests"], 3);
    assert_eq!(metrics["all"]["requests"], 18);
    let requests = |of: &Value| of["requests"].as_u64().unwrap();
    let series = metrics["series"].as_array().unwrap();
    assert_eq!((series.len(), &metrics["stepSecs"]), (6, &Value::from(60)));
    assert_eq!(series.iter().map(requests).sum::<u64>(), 18);
    let areas = metrics["areas"].as_array().unwrap().iter();
    let areas: Vec<_> = areas.map(|of| (of["area"].as_str().unwrap(), requests(of))).collect();
    assert_eq!(areas, [("queues", 15), ("performance", 3)]);

    let rates = admin.get("/performance/request-rates").await.data();
    let told: u64 = operation(&rates, "queues.list")["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|requests| requests.as_u64().unwrap())
        .sum();
    assert_eq!(told, 15);
    assert_eq!(rates["minutes"].as_array().unwrap().len(), 16);
}

#[tokio::test]
async fn the_caches_counts_are_told_by_namespace_and_layer() {
    let world = World::new().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    let anybody = world.client(routes().into_router(services.clone(), &services));
    for _ in 0..4 {
        anybody.get("/docs").await.expect(200);
    }
    services.flush_telemetry(WITHIN).await;
    let stats = admin.get("/performance/cache-stats").await.data();
    let namespaces = stats["namespaces"].as_array().unwrap();
    let docs = namespaces.iter().find(|of| of["namespace"] == "docs.page").unwrap();
    assert_eq!((&docs["misses"], &docs["loads"]), (&Value::from(1), &Value::from(1)));
    let hits = docs["redisHits"].as_u64().unwrap() + docs["processHits"].as_u64().unwrap();
    assert_eq!(hits, 3);
    assert!(stats["redis"]["usedBytes"].as_u64().unwrap() > 0 && stats["process"]["entries"].is_u64());
}

#[tokio::test]
async fn without_redis_an_answer_says_what_is_missing() {
    let world = World::with_outages().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    admin.get("/performance/metrics").await.expect(200);
    world.redis_gate().shut();
    let missing = |data: &Value| -> Vec<String> {
        let parts = data["unavailable"].as_array().unwrap().iter();
        parts.map(|of| of["part"].as_str().unwrap().to_owned()).collect()
    };
    let metrics = admin.get("/performance/metrics").await.data();
    assert_eq!(missing(&metrics), ["live"]);
    assert!(metrics["all"].is_null() && metrics["series"].as_array().unwrap().is_empty());
    assert_eq!(missing(&admin.get("/performance/request-rates").await.data()), ["live"]);
    let stats = admin.get("/performance/cache-stats").await.data();
    assert_eq!(missing(&stats), ["live", "redis"]);
    assert!(stats["process"]["entries"].is_u64());
}

#[tokio::test]
async fn without_cloudwatch_a_long_window_says_so() {
    let world = World::new().await;
    let admin = client(&world, &world.services(), Role::Admin).await;
    let metrics = admin.get("/performance/metrics?window=24h").await.data();
    assert_eq!(metrics["source"], "history");
    assert_eq!(metrics["unavailable"][0]["part"], "history");

    let nowhere = world.env().with("CLOUDWATCH_URL", "http://127.0.0.1:9/");
    let services = Services::from_env(&nowhere).unwrap();
    let admin = client(&world, &services, Role::Admin).await;
    let metrics = admin.get("/performance/metrics?window=24h").await.data();
    assert_eq!(metrics["unavailable"][0]["part"], "history");
    assert!(metrics["all"].is_null());
}

#[tokio::test]
async fn a_long_window_comes_from_cloudwatch() {
    let Ok(at) = std::env::var("TEST_SQS_URL") else { return };
    let world = World::new().await;
    let namespace = world.services().redis.key("metrics").replace(':', "/");
    let env = world.env().with("CLOUDWATCH_URL", &format!("http://{at}/"));
    let services = Services::from_env(&env.with("METRICS_NAMESPACE", &namespace)).unwrap();
    let admin = client(&world, &services, Role::Admin).await;
    for _ in 0..7 {
        admin.get("/performance/health").await.expect(200);
    }
    services.flush_telemetry(WITHIN).await;
    let metrics = admin.get("/performance/metrics?window=1h").await.data();
    assert_eq!(metrics["source"], "history");
    let health = operation(&metrics, "performance.health");
    assert_eq!(health["requests"], 7);
    assert!(health["p95Ms"].as_f64().unwrap() > 0.0);
    assert_eq!((&metrics["all"]["requests"], &metrics["all"]["errors"]), (&Value::from(7), &Value::from(0)));
    assert_eq!((metrics["series"].as_array().unwrap().len(), &metrics["stepSecs"]), (60, &Value::from(60)));
}
