//! Workers that die, and databases that do.

use std::sync::atomic::Ordering;

use neurmatic_config::Worker as WorkerSettings;
use neurmatic_tasks::embedded::{Runner, run_due_now};
use neurmatic_tasks::{Outcome, outbox};
use neurmatic_testing::{World, eventually};
use uuid::Uuid;

use crate::probe::{Probe, ProbeTask, effects, send, waiting};

#[tokio::test]
async fn a_killed_workers_task_comes_back_when_its_lease_ends() {
    let world = World::new().await;
    let (services, probe) = (world.services(), ProbeTask::default());
    let message = send(&services, Probe::Hang).await;
    let worker = probe.worker(&services);
    let doomed = tokio::spawn(async move { run_due_now(&worker).await });
    probe.hanging.notified().await;
    doomed.abort();
    assert!(doomed.await.unwrap_err().is_cancelled());

    let survivor = probe.worker(&world.services());
    assert_eq!(run_due_now(&survivor).await.unwrap(), [], "it is leased");
    world.sql("UPDATE outbox SET locked_until = now(), payload = '\"Succeed\"'").await;
    let deliveries = run_due_now(&survivor).await.unwrap();

    assert_eq!(deliveries[0].outcome, Outcome::Done);
    assert_eq!((effects(&world, message).await, waiting(&world).await), (1, 0));
    assert_eq!(probe.begun.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn of_two_workers_with_the_same_task_one_has_the_effect() {
    let world = World::new().await;
    let (services, probe) = (world.services(), ProbeTask::default());
    let mut messages: Vec<Uuid> = Vec::new();
    for _ in 0..40 {
        messages.push(send(&services, Probe::Succeed).await);
    }
    // A lease that ends at once: every row is claimed again while it is being delivered.
    world.sql("CREATE FUNCTION no_lease() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.locked_until := now(); RETURN NEW; END $$;
        CREATE TRIGGER no_lease BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION no_lease()").await;

    let settings = WorkerSettings { concurrency: 4 };
    let (one, other) = (world.services(), world.services());
    let runners =
        [Runner::start(probe.worker(&one), &settings), Runner::start(probe.worker(&other), &settings)];
    eventually("all are delivered", || async {
        let probes: i64 = world.one("SELECT count(*) FROM outbox WHERE task = 'test:probe'", &[]).await;
        probes == 0
    })
    .await;
    for runner in runners {
        runner.stop().await;
    }

    for message in messages {
        assert_eq!(effects(&world, message).await, 1);
    }
}

#[tokio::test]
async fn a_runner_goes_on_when_the_database_is_back() {
    let world = World::with_outages().await;
    let (services, probe) = (world.services(), ProbeTask::default());
    let runner = Runner::start(probe.worker(&services), &WorkerSettings { concurrency: 2 });
    let before = send(&services, Probe::Succeed).await;
    eventually("the first effect", || async { effects(&world, before).await == 1 }).await;

    world.database_gate().shut();
    eventually("the outage", || async { services.db.begin().await.is_err() }).await;
    world.database_gate().open();
    eventually("the return", || async { services.db.begin().await.is_ok() }).await;
    let tx = services.db.begin().await.unwrap();
    let after = outbox::send(&tx, &Probe::Succeed).await.unwrap();
    tx.commit().await.unwrap();

    eventually("the second effect", || async { effects(&world, after.0).await == 1 }).await;
    runner.stop().await;
}

#[tokio::test]
async fn what_was_claimed_ahead_of_a_long_task_is_left_to_others() {
    let world = World::new().await;
    let (services, busy, idle) = (world.services(), ProbeTask::default(), ProbeTask::default());
    let settings = WorkerSettings { concurrency: 1 };
    let runner = Runner::start(busy.worker(&services), &settings);
    let quick = send(&services, Probe::Succeed).await;
    eventually("a quick task, and nothing else due", || async {
        let due: i64 = world.one("SELECT count(*) FROM outbox WHERE run_at <= now()", &[]).await;
        due == 0 && effects(&world, quick).await == 1
    })
    .await;

    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &Probe::Hang).await.unwrap();
    outbox::send(&tx, &Probe::Succeed).await.unwrap();
    tx.commit().await.unwrap();
    busy.hanging.notified().await;
    eventually("the claim ahead", || async {
        let held: i64 = world.one("SELECT count(*) FROM outbox WHERE locked_until > now()", &[]).await;
        held == 2
    })
    .await;
    let other = Runner::start(idle.worker(&services), &settings);
    eventually("the other's turn", || async { idle.begun.load(Ordering::SeqCst) == 1 }).await;

    assert_eq!(busy.begun.load(Ordering::SeqCst), 2);
    other.stop().await;
    runner.stop().await;
}
