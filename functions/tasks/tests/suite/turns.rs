//! Turns: one tenant's tasks don't hold up the others'.

use jiff::{SignedDuration, Timestamp};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Cause, Outcome, outbox};
use neurmatic_testing::World;
use uuid::Uuid;

use crate::probe::{Probe, ProbeTask};

/// Sends probes for a tenant, as its request would.
async fn send_for(services: &Services, tenant: &str, probes: usize) -> Vec<Uuid> {
    let cause = Cause::request("request".to_owned()).of(Some(tenant.to_owned()));
    cause
        .run(async {
            let tx = services.db.begin().await.unwrap();
            let mut sent = Vec::new();
            for _ in 0..probes {
                sent.push(outbox::send(&tx, &Probe::Succeed).await.unwrap().0);
            }
            tx.commit().await.unwrap();
            sent
        })
        .await
}

#[tokio::test]
async fn a_flood_stands_behind_the_others_tasks_and_is_done_when_there_is_nothing_else() {
    let world = World::new().await;
    let (services, worker) = (world.services(), ProbeTask::default().worker(&world.services()));
    let flood = send_for(&services, "flood", 20).await;
    let one = send_for(&services, "one", 2).await;
    let another = send_for(&services, "another", 1).await;

    let deliveries = run_due_now(&worker).await.unwrap();
    assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done));
    let order: Vec<Uuid> = deliveries.iter().map(|delivery| delivery.message.0).collect();
    let place = |message: &Uuid| order.iter().position(|done| done == message).unwrap();
    assert_eq!(order[..3], [flood[0], one[0], another[0]], "each tenant's first task, the oldest first");
    assert!(place(&one[1]) < 6, "each tenant's second one then: {order:?}");
    assert_eq!(order.len(), 23, "nobody's turn is waited for");
    let ordered = flood.iter().map(place).collect::<Vec<_>>();
    assert!(ordered.is_sorted(), "a tenant's own stay in order: {ordered:?}");
}

#[tokio::test]
async fn a_tenant_whose_tasks_are_done_is_first_again_and_the_platforms_own_have_no_turns() {
    let world = World::new().await;
    let (services, worker) = (world.services(), ProbeTask::default().worker(&world.services()));
    send_for(&services, "one", 5).await;
    run_due_now(&worker).await.unwrap();
    send_for(&services, "one", 1).await;
    for _ in 0..3 {
        crate::probe::send(&services, Probe::Succeed).await;
    }
    let with_turns: i64 = world.one("SELECT count(*) FROM outbox WHERE turn_at IS NOT NULL", &[]).await;
    assert_eq!(with_turns, 0);
}

#[tokio::test]
async fn what_is_put_off_or_put_back_stands_in_nobodys_way() {
    let world = World::new().await;
    let (services, worker) = (world.services(), ProbeTask::default().worker(&world.services()));
    send_for(&services, "one", 1).await;
    let cause = Cause::request("request".to_owned()).of(Some("one".to_owned()));
    let tomorrow = Timestamp::now() + SignedDuration::from_hours(24);
    let tx = services.db.begin().await.unwrap();
    cause.run(outbox::send_at(&tx, &Probe::Succeed, tomorrow)).await.unwrap();
    cause.run(outbox::send(&tx, &Probe::Fail)).await.unwrap();
    tx.commit().await.unwrap();
    let with_turns = "SELECT count(*) FROM outbox WHERE turn_at IS NOT NULL";
    assert_eq!(world.one::<i64>(with_turns, &[]).await, 1, "the one that is due");

    let deliveries = run_due_now(&worker).await.unwrap();
    assert!(matches!(deliveries[1].outcome, Outcome::PutBack { .. }), "{deliveries:?}");
    assert_eq!(world.one::<i64>(with_turns, &[]).await, 0);
}
