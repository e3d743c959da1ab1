//! `/performance/dashboard`: everything in one answer, each part as its route has it, and what is missing named.

use std::time::Duration;

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_rate_limit::policies::READ;
use neurmatic_testing::World;
use serde_json::Value;

use crate::client::client;

/// Parts that are a route too, with their paths.
const PARTS: [(&str, &str); 9] = [
    ("metrics", "metrics?window=5m"),
    ("requestRates", "request-rates"),
    ("cacheStats", "cache-stats"),
    ("resources", "resources"),
    ("databaseStats", "database-stats"),
    ("slowQueries", "slow-queries"),
    ("missingIndexes", "missing-indexes"),
    ("queues", "queues"),
    ("alerts", "alerts"),
];

fn missing(data: &Value) -> Vec<&str> {
    let parts = data["unavailable"].as_array().unwrap().iter();
    parts.map(|of| of["part"].as_str().unwrap()).collect()
}

/// The names of an object's fields, or of a list's first.
fn fields(value: &Value) -> Vec<&String> {
    let one = value.as_array().map_or(value, |list| &list[0]);
    one.as_object().unwrap().keys().collect()
}

#[tokio::test]
async fn only_admins_see_everything_and_an_absurd_window_is_refused() {
    let world = World::new().await;
    let services = world.services();
    for role in [Role::User, Role::Company, Role::Moderator] {
        client(&world, &services, role).await.get("/performance/dashboard").await.expect(403);
    }
    let admin = client(&world, &services, Role::Admin).await;
    let reply = admin.get("/performance/dashboard?window=1y").await.expect(400);
    assert_eq!(reply.pointers(), ["/query/window"]);
}

#[tokio::test]
async fn every_part_is_what_its_route_answers() {
    let world = World::new().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    let all = admin.get("/performance/dashboard?window=5m").await.expect(200).data();
    assert_eq!((missing(&all), &all["window"]), (Vec::new(), &Value::from("5m")));
    assert!(all["generatedAt"].is_string());
    for (part, path) in PARTS {
        let alone = admin.get(&format!("/performance/{path}")).await.data();
        assert_eq!(fields(&all[part]), fields(&alone), "{part}");
    }
    assert_eq!(admin.get("/performance/dashboard").await.data()["window"], "15m");
}

#[tokio::test]
async fn refusals_are_shown_by_limit_and_requests_by_what_they_cost() {
    let world = World::new().await;
    let services = world.services();
    let reader = world.client(routes().into_router(services.clone(), &services));
    let refused = 30;
    for n in 0..READ.quota + refused {
        let status = reader.get("/docs").await.status.as_u16();
        assert!(status == 200 || n >= READ.quota, "{n}: {status}");
    }
    services.flush_telemetry(Duration::from_secs(10)).await;
    let all = client(&world, &services, Role::Admin).await.get("/performance/dashboard").await.data();
    let limits = all["rateLimits"]["limits"].as_array().unwrap();
    assert_eq!((limits.len(), &limits[0]["limit"]), (1, &Value::from("read")), "{limits:?}");
    assert_eq!((&limits[0]["quota"], &limits[0]["closed"]), (&Value::from(READ.quota), &Value::from(0)));
    // A unit comes back meanwhile on a slow machine.
    assert!((1..=u64::from(refused)).contains(&limits[0]["denied"].as_u64().unwrap()), "{limits:?}");

    let cost = &all["cost"];
    assert_eq!(cost["requests"], READ.quota + refused, "{cost}");
    let of_parts = cost["parts"].as_array().unwrap().iter().map(|part| part["dollars"].as_f64().unwrap());
    let per_million = cost["perMillionDollars"].as_f64().unwrap();
    assert!((of_parts.sum::<f64>() - per_million).abs() < 1e-9 && per_million > 1.4, "{cost}");
    assert!(
        cost["perMonthDollars"].as_f64().unwrap() > cost["metricsMonthDollars"].as_f64().unwrap(),
        "{cost}"
    );
}

#[tokio::test]
async fn a_part_that_is_away_is_named_and_the_others_are_shown() {
    let world = World::with_outages().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    admin.get("/performance/dashboard").await.expect(200);
    world.database_gate().shut();
    let all = admin.get("/performance/dashboard").await.expect(200).data();
    assert_eq!(missing(&all), ["queues", "alerts"]);
    assert!(all["queues"].is_null() && all["alerts"].is_null());
    assert_eq!(missing(&all["databaseStats"]), ["database", "connections", "tables"]);
    assert!(all["metrics"]["all"].is_object() && all["cacheStats"]["redis"].is_object(), "{all}");

    world.database_gate().open();
    world.redis_gate().shut();
    let all = admin.get("/performance/dashboard").await.expect(200).data();
    assert_eq!(missing(&all), Vec::<&str>::new());
    for part in ["metrics", "requestRates", "rateLimits", "cost"] {
        assert_eq!(missing(&all[part]), ["live"], "{part}");
    }
    assert_eq!(all["resources"]["isComplete"], false);
    assert!(all["queues"].is_array() && all["databaseStats"]["database"].is_object(), "{all}");
}

#[tokio::test]
async fn a_database_that_says_nothing_holds_nothing_else_up() {
    let world = World::with_outages().await;
    let services = world.services();
    let admin = client(&world, &services, Role::Admin).await;
    admin.get("/performance/dashboard").await.expect(200);
    world.database_gate().silence();
    let all = admin.get("/performance/dashboard").await.expect(200).data();
    for part in ["databaseStats", "queues", "alerts"] {
        assert!(missing(&all).contains(&part) && all[part].is_null(), "{part}: {all}");
    }
    assert!(all["metrics"]["all"].is_object(), "{all}");
}
