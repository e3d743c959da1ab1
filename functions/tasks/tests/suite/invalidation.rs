//! `cache:invalidate`, and the changes that send it.

use neurmatic_cache::Tag;
use neurmatic_core::words::Role;
use neurmatic_http::{Invalidation, LoginState, Services};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::UpdateLeaderboards;
use neurmatic_tasks::{Delivery, Outcome, Worker};
use neurmatic_testing::{TestUser, World, eventually};
use tasks::TaskState;

use crate::cached::{NAMESPACE, is_loaded};
use crate::probe::{let_time_pass, waiting};
use crate::visits;

/// What Redis holds of a login: revision, `a` or `r`, role, user.
async fn told(services: &Services, user: &TestUser) -> Option<String> {
    let mut trip = services.redis.trip();
    let part = trip.get(&services.redis.key(&format!("login:{}", user.session)));
    trip.send(std::time::Duration::from_secs(2)).await.ok()?.take(part).ok()?
}

/// Revokes a user's login and announces it with a change of the articles.
async fn change(world: &World, services: &Services, user: &TestUser) {
    world
        .owner()
        .execute("UPDATE sessions SET revoked_at = now(), revision = 2 WHERE id = $1", &[&user.session])
        .await
        .unwrap();
    let state = LoginState { user: user.id, role: Role::User, revision: 2, active: false };
    let tx = services.db.begin().await.unwrap();
    let change = services
        .change(&tx, Invalidation::Soft, vec![Tag::all("articles")], vec![(user.session, state)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    change.announce().await;
}

/// What the edge is to forget.
async fn purges(world: &World) -> String {
    let sql = "SELECT coalesce(string_agg(value || ' ' || kind, ', ' ORDER BY value), '') FROM purges";
    world.one(sql, &[]).await
}

async fn deliver(world: &World, services: &Services) -> Vec<Delivery> {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    let_time_pass(world).await;
    run_due_now(&worker).await.unwrap()
}

#[tokio::test]
async fn a_change_is_seen_at_once_and_leaves_no_row() {
    let world = World::new().await;
    let services = world.services();
    let user = world.user().create().await;
    is_loaded(&services, &Tag::all("articles")).await;

    change(&world, &services, &user).await;

    assert!(is_loaded(&services, &Tag::all("articles")).await);
    assert_eq!(told(&services, &user).await, Some(format!("2:r:user:{}", user.id)));
    assert_eq!(waiting(&world).await, 0);
}

#[tokio::test]
async fn a_change_made_while_redis_is_down_is_seen_when_it_is_back() {
    let world = World::with_outages().await;
    let services = world.services();
    let user = world.user().create().await;
    is_loaded(&services, &Tag::all("articles")).await;
    assert!(!is_loaded(&services, &Tag::all("articles")).await, "the list is not cached");

    world.redis_gate().shut();
    change(&world, &services, &user).await;
    world.sql("DELETE FROM purges").await; // The edge forgets at once, and may fill itself from what Redis still holds.
    let during = deliver(&world, &services).await;
    assert!(matches!(during[0].outcome, Outcome::PutBack { .. }), "{during:?}");
    assert_eq!((waiting(&world).await, purges(&world).await), (1, String::new()));
    world.redis_gate().open();

    eventually("the invalidation is delivered", || async {
        deliver(&world, &services).await;
        waiting(&world).await == 0
    })
    .await;
    assert!(is_loaded(&services, &Tag::all("articles")).await);
    assert_eq!(purges(&world).await, "articles soft");
    assert_eq!(told(&services, &user).await, Some(format!("2:r:user:{}", user.id)));
}

#[tokio::test]
async fn a_namespace_that_is_dropped_while_redis_is_down_is_dropped_when_it_is_back() {
    let world = World::with_outages().await;
    let services = world.services();
    let tag = Tag::all("articles");
    is_loaded(&services, &tag).await;
    assert!(!is_loaded(&services, &tag).await, "the list is not cached");

    world.redis_gate().shut();
    let tx = services.db.begin().await.unwrap();
    let namespaces = vec![NAMESPACE.to_owned()];
    let policies = vec!["test-policy".to_owned()];
    let change = services.order_invalidation(&tx, Vec::new(), namespaces, policies).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!change.announce().await, "Redis is away");
    world.sql("DELETE FROM purges").await;
    world.redis_gate().open();

    eventually("the invalidation is delivered", || async {
        deliver(&world, &services).await;
        waiting(&world).await == 0
    })
    .await;
    assert!(is_loaded(&services, &tag).await);
    assert_eq!(purges(&world).await, "test-policy hard");
}

#[tokio::test]
async fn what_a_task_invalidates_the_edge_forgets_after_it_was_dropped() {
    let world = World::with_outages().await;
    let services = world.services();
    let tag = Tag::all("leaderboards");
    is_loaded(&services, &tag).await;
    assert!(!is_loaded(&services, &tag).await, "it is not cached");

    world.redis_gate().shut();
    let during = visits::run(&world, &services, &UpdateLeaderboards {}).await;
    let outcomes: Vec<&Outcome> = during.iter().map(|delivery| &delivery.outcome).collect();
    assert!(matches!(outcomes[..], [Outcome::Done, Outcome::PutBack { .. }]), "{during:?}");
    assert_eq!(purges(&world).await, "", "Redis still holds the old ones");
    world.redis_gate().open();

    eventually("the invalidation is delivered", || async {
        deliver(&world, &services).await;
        waiting(&world).await == 0
    })
    .await;
    assert!(is_loaded(&services, &tag).await);
    assert_eq!(purges(&world).await, "leaderboards soft");
}

#[tokio::test]
async fn the_row_tells_a_login_that_is_gone_as_ended() {
    let world = World::with_outages().await;
    let services = world.services();
    let user = world.user().create().await;
    world.redis_gate().shut();
    change(&world, &services, &user).await;
    world.owner().execute("DELETE FROM sessions WHERE id = $1", &[&user.session]).await.unwrap();
    world.redis_gate().open();

    eventually("the row is delivered", || async {
        deliver(&world, &services).await;
        waiting(&world).await == 0
    })
    .await;
    let told = told(&services, &user).await.unwrap();
    assert!(told.starts_with(&format!("{}:r:", i64::MAX)), "{told}");
}

#[tokio::test]
async fn a_change_that_touches_nothing_writes_no_row() {
    let world = World::new().await;
    let services = world.services();
    let tx = services.db.begin().await.unwrap();
    services.change(&tx, Invalidation::Soft, Vec::new(), Vec::new()).await.unwrap().announce().await;
    tx.commit().await.unwrap();
    assert_eq!(waiting(&world).await, 0);
}
