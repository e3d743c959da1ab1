//! `/performance/resources`: what the instances say of their memory, and who may read it.

use api_performance::routes;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_testing::{Client, World};

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
