//! `/performance/resources`: what the instances say of their memory, and who may read it.

use std::time::Duration;

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_redis::cmd;
use neurmatic_testing::{Client, World};

/// How long Redis is waited for here.
const PATIENCE: Duration = Duration::from_secs(5);

fn client(world: &World, services: &Services) -> Client {
    world.client(routes().into_router(services.clone(), services))
}

#[tokio::test]
async fn only_admins_see_what_the_instances_take() {
    let world = World::new().await;
    let anybody = client(&world, &world.services());
    anybody.get("/performance/resources").await.expect(401);
    for role in [Role::User, Role::Company, Role::Moderator] {
        let user = world.user().role(role).create().await;
        let reply = anybody.signed_in(&user).get("/performance/resources").await.expect(403);
        assert_eq!(reply.code(), "role_needed");
    }
}

#[tokio::test]
async fn every_instance_that_answered_lately_is_shown_with_its_memory() {
    let world = World::new().await;
    let (one, other) = (world.services(), world.services());
    // The first request is what is told on the way of the second.
    for _ in 0..2 {
        client(&world, &one).get("/performance/health").await.expect(200);
    }
    let admin = world.user().role(Role::Admin).create().await;
    let data = client(&world, &other).signed_in(&admin).get("/performance/resources").await.data();
    assert_eq!((&data["isComplete"], &data["verdict"]), (&true.into(), &"warming_up".into()));
    let instances = data["instances"].as_array().unwrap();
    for services in [&one, &other] {
        let shown = instances.iter().find(|shown| shown["instance"] == services.memory.instance()).unwrap();
        assert_eq!(shown["function"], "local");
        assert!(shown["liveBytes"].as_u64().unwrap() > 0, "{shown}");
        assert!(shown["peakBytes"].as_u64().unwrap() >= 1024 * 1024, "{shown}");
        assert!(shown["sites"].as_array().unwrap().is_empty(), "{shown}");
    }
    assert_eq!(instances.len(), 2);
}

#[tokio::test]
async fn without_redis_the_instance_that_answers_is_shown() {
    let world = World::with_outages().await;
    let admin = world.user().role(Role::Admin).create().await;
    let services = world.services();
    world.redis_gate().shut();
    let reply = client(&world, &services).signed_in(&admin).get("/performance/resources").await;
    let data = reply.data();
    assert_eq!(data["isComplete"], false);
    assert_eq!(data["instances"][0]["instance"], services.memory.instance());
}

#[tokio::test]
async fn instances_that_are_silent_are_forgotten_and_nothing_stays_for_good() {
    let world = World::new().await;
    let services = world.services();
    let (reports, seen) = (services.redis.key("instances"), services.redis.key("instances:seen"));
    let mut trip = services.redis.trip();
    for n in 0..50 {
        let (mut report, mut told) = (cmd("HSET"), cmd("ZADD"));
        report.arg(&reports).arg(n).arg("{}");
        told.arg(&seen).arg(1).arg(n);
        trip.command(report);
        trip.command(told);
    }
    trip.send(PATIENCE).await.unwrap();
    for _ in 0..2 {
        client(&world, &services).get("/performance/health").await.expect(200);
    }

    let mut trip = services.redis.trip();
    let asked =
        [("HLEN", &reports), ("ZCARD", &seen), ("TTL", &reports), ("TTL", &seen)].map(|(name, key)| {
            let mut question = cmd(name);
            question.arg(key);
            trip.command(question)
        });
    let mut answers = trip.send(PATIENCE).await.unwrap();
    let [kept, noted, ttl, ttl_noted] = asked.map(|part| answers.take::<i64>(part).unwrap());
    assert_eq!((kept, noted), (1, 1));
    assert!(ttl > 0 && ttl_noted > 0, "{ttl} {ttl_noted}");
}
