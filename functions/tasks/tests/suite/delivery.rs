//! At-least-once delivery, exactly-once effect, and failures.

use std::time::Duration;

use neurmatic_config::Worker as WorkerSettings;
use neurmatic_db::Scope;
use neurmatic_tasks::embedded::{Runner, run_due_now};
use neurmatic_tasks::outbox::EdgePace;
use neurmatic_tasks::payloads::Invalidate;
use neurmatic_tasks::{Cause, Outcome, outbox, within_request};
use neurmatic_testing::{World, eventually};
use tokio::time::Instant;

use crate::probe::{Probe, ProbeTask, effects, send, waiting};
use crate::transport::Transport;

#[tokio::test]
async fn a_task_delivered_twice_has_one_effect() {
    for via in Transport::all().await {
        let message = send(&via.services, Probe::Succeed).await;
        via.world.sql("CREATE TABLE kept AS TABLE outbox").await;

        let first = via.deliver().await;
        via.world.sql("INSERT INTO outbox SELECT * FROM kept").await;
        let second = via.deliver().await;

        assert_eq!(first[0].outcome, Outcome::Done, "{}", via.name);
        assert_eq!(second[0].outcome, Outcome::Repeated, "{}", via.name);
        assert_eq!((effects(&via.world, message).await, waiting(&via.world).await), (1, 0), "{}", via.name);
    }
}

#[tokio::test]
async fn a_task_of_a_transaction_that_is_rolled_back_is_never_delivered() {
    for via in Transport::all().await {
        let cause = Cause::request("request".to_owned());
        let tx = via.services.db.begin().await.unwrap();
        cause.run(outbox::send(&tx, &Probe::Succeed)).await.unwrap();
        drop(tx);
        if let Some(sender) = &via.services.sender {
            sender.send_written(&via.services.db, &cause).await;
        }
        assert_eq!(via.deliver().await, [], "{}", via.name);
    }
}

#[tokio::test]
async fn sending_a_task_is_one_statement_of_its_causes_transaction() {
    let world = World::new().await;
    let services = world.services();
    let scope = Scope::new("test.send", Instant::now() + Duration::from_secs(30));
    let queries = || scope.account().queries;
    let tx = scope.run(services.db.begin()).await.unwrap();
    assert_eq!(queries(), 0);
    scope.run(outbox::send(&tx, &Probe::Succeed)).await.unwrap();
    assert_eq!(queries(), 1);
    let later = jiff::Timestamp::now() + Duration::from_secs(60);
    scope.run(outbox::send_at(&tx, &Probe::Succeed, later)).await.unwrap();
    assert_eq!(queries(), 2);
    for queries_then in [3, 4] {
        scope.run(outbox::send_once(&tx, &Probe::Succeed, "the-one")).await.unwrap();
        assert_eq!(queries(), queries_then, "also when one waits");
    }
    let tags = Invalidate { tags: vec!["articles".to_owned()], ..Invalidate::default() };
    scope.run(outbox::invalidate(&tx, &tags, EdgePace::AtOnce, later)).await.unwrap();
    assert_eq!(queries(), 5, "with the edge's purges");
    scope.run(tx.commit()).await.unwrap();
    assert_eq!((queries(), waiting(&world).await), (6, 4));
}

#[tokio::test]
async fn a_failing_task_backs_off_and_ends_among_the_failed_ones_without_an_effect() {
    for via in Transport::all().await {
        let message = send(&via.services, Probe::Fail).await;
        for longest in [60, 120] {
            let deliveries = via.deliver().await;
            let Outcome::PutBack { error, after } = &deliveries[0].outcome else { panic!("{deliveries:?}") };
            assert_eq!(error, "it does not want to");
            let longest = Duration::from_secs(longest);
            assert!(*after <= longest && *after >= longest.mul_f64(0.75), "{after:?}");
            assert_eq!(via.deliver().await, [], "it is due before its time, {}", via.name);
            via.let_time_pass().await;
        }
        let last = via.deliver().await;

        assert!(matches!(last[0].outcome, Outcome::GivenUp { .. }), "{last:?}");
        let kept: String = via
            .world
            .one("SELECT task || ' ' || queue || ' ' || attempts || ' ' || last_error FROM failed_tasks WHERE id = $1", &[&message])
            .await;
        assert_eq!(kept, "test:probe default 3 it does not want to", "{}", via.name);
        assert_eq!((effects(&via.world, message).await, waiting(&via.world).await), (0, 0));
    }
}

#[tokio::test]
async fn a_hopeless_task_is_tried_once() {
    for via in Transport::all().await {
        send(&via.services, Probe::FailForGood).await;
        let given_up = Outcome::GivenUp { error: "it never will".to_owned() };
        assert_eq!(via.deliver().await[0].outcome, given_up, "{}", via.name);
        via.let_time_pass().await;
        assert_eq!(via.deliver().await, [], "{}", via.name);
    }
}

#[tokio::test]
async fn a_panic_and_a_task_that_nobody_knows_stop_nothing() {
    for via in Transport::all().await {
        let panicking = send(&via.services, Probe::Panic).await;
        via.world.sql("INSERT INTO outbox (id, task, queue, payload) VALUES (gen_random_uuid(), 'from:tomorrow', 'bulk', '{}')").await;
        let healthy = send(&via.services, Probe::Succeed).await;

        let deliveries = via.deliver().await;

        let mut errors: Vec<&str> = deliveries
            .iter()
            .filter_map(|delivery| match &delivery.outcome {
                Outcome::PutBack { error, .. } => Some(error.as_str()),
                _ => None,
            })
            .collect();
        errors.sort_unstable();
        assert_eq!(
            errors,
            ["panicked: it lost its head", "this release does not know the task"],
            "{}",
            via.name
        );
        let world = &via.world;
        assert_eq!((effects(world, panicking).await, effects(world, healthy).await), (0, 1), "{}", via.name);
    }
}

#[tokio::test]
async fn one_task_of_a_key_waits_and_who_sends_again_is_given_its_message() {
    for via in Transport::all().await {
        let send_once = async || {
            let tx = via.services.db.begin().await.unwrap();
            let message = outbox::send_once(&tx, &Probe::Succeed, "the-one").await.unwrap();
            tx.commit().await.unwrap();
            message
        };
        let first = send_once().await;
        if let Some(queues) = &via.queues {
            assert_eq!(queues.sender.sweep(&via.services.db, 10).await.unwrap().sent, 1);
        }
        assert_eq!((first, waiting(&via.world).await), (send_once().await, 1), "{}", via.name);

        assert_eq!(via.deliver().await.len(), 1, "{}", via.name);
        assert_ne!(send_once().await, first, "what was delivered does not hold the key any more");
    }
}

#[tokio::test]
async fn a_task_remembers_the_request_that_caused_it() {
    let world = World::new().await;
    let services = world.services();
    within_request("request-7".to_owned(), send(&services, Probe::Succeed)).await;
    let request: String = world.one("SELECT request_id FROM outbox", &[]).await;
    assert_eq!(request, "request-7");
}

#[tokio::test]
async fn a_runner_delivers_what_comes_and_leaves_the_rest_when_it_stops() {
    let world = World::new().await;
    let (services, probe) = (world.services(), ProbeTask::default());
    let runner = Runner::start(probe.worker(&services), &WorkerSettings { concurrency: 5 });
    let mut messages = Vec::new();
    for _ in 0..20 {
        messages.push(send(&services, Probe::Succeed).await);
    }
    for message in messages {
        eventually("the effect", || async { effects(&world, message).await == 1 }).await;
    }

    runner.stop().await;
    let late = send(&services, Probe::Succeed).await;
    assert_eq!(effects(&world, late).await, 0);
    // Schedules have fired as well, for tasks that the probe's worker doesn't know.
    let deliveries = run_due_now(&probe.worker(&services)).await.unwrap();
    let delivery = deliveries.iter().find(|delivery| delivery.message.0 == late).unwrap();
    assert_eq!(delivery.outcome, Outcome::Done);
}
