//! The programs that no visitor reaches: that of the tasks, woken by its queue, and the relay, started by the clock.

use std::time::Duration;

use neurmatic_config::Env;
use neurmatic_testing::{Ended, Outcome, RuntimeStub, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// A world whose queues are somewhere; nobody answers there.
fn env(world: &World) -> Env {
    world
        .env()
        .with("SQS_QUEUE_URL_PREFIX", "http://127.0.0.1:9/000000000000/neurmatic-")
        .with("AWS_REGION", "eu-central-1")
        .with("AWS_ACCESS_KEY_ID", "key")
        .with("AWS_SECRET_ACCESS_KEY", "hunter2")
}

/// An event as Lambda's poller of the default queue makes it.
fn event(bodies: &[(Uuid, String)]) -> Value {
    let record = |(id, body): &(Uuid, String)| {
        json!({
            "messageId": id, "receiptHandle": format!("receipt of {id}"), "body": body,
            "attributes": {
                "ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183", "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082649185",
            },
            "messageAttributes": {}, "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3", "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:neurmatic-default", "awsRegion": "eu-central-1",
        })
    };
    json!({ "Records": bodies.iter().map(record).collect::<Value>() })
}

/// A task that another producer sends, for a job that isn't there.
fn message(id: Uuid) -> (Uuid, String) {
    let body = json!({
        "schema": 1, "producer": "importer", "id": id, "task": "jobs:expire", "version": 1,
        "payload": {"job": Uuid::now_v7()},
    });
    (id, body.to_string())
}

async fn failures(stub: &RuntimeStub, event: Value) -> Vec<Value> {
    match stub.invoke(event).await {
        Outcome::Answered(answer) => answer["batchItemFailures"].as_array().unwrap().clone(),
        Outcome::Failed(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn the_tasks_program_does_a_batch_and_names_only_what_is_to_come_again() {
    let world = World::new().await;
    let stub = RuntimeStub::start("tasks", &env(&world)).await;
    let (one, other) = (message(Uuid::now_v7()), message(Uuid::now_v7()));
    assert!(failures(&stub, event(&[one.clone(), other.clone()])).await.is_empty());
    let done = "SELECT count(*) FROM inbox WHERE producer = 'importer' AND done_at IS NOT NULL";
    assert_eq!(world.one::<i64>(done, &[]).await, 2);
    // Twice is once; and a message that is none can't be put on the dead-letter queue here, so it comes again.
    let odd = (Uuid::now_v7(), "{".to_owned());
    let again = failures(&stub, event(&[one, odd.clone(), other])).await;
    assert_eq!(again, [json!({"itemIdentifier": odd.0})]);
    assert_eq!(world.one::<i64>(done, &[]).await, 2);
    assert!(failures(&stub, json!({"Records": []})).await.is_empty());
}

#[tokio::test]
async fn the_tasks_program_goes_on_after_an_outage_of_the_database_and_an_event_that_is_none() {
    let world = World::with_outages().await;
    let stub = RuntimeStub::start("tasks", &env(&world)).await;
    world.database_gate().shut();
    let (id, body) = message(Uuid::now_v7());
    let again = failures(&stub, event(&[(id, body.clone())])).await;
    assert_eq!(again, [json!({"itemIdentifier": id})]);
    world.database_gate().open();
    assert!(matches!(stub.invoke("{\"Records\": 1}").await, Outcome::Failed(_)));
    neurmatic_testing::eventually("it is done", async || {
        failures(&stub, event(&[(id, body.clone())])).await.is_empty()
    })
    .await;
}

#[tokio::test]
async fn both_end_within_a_second_and_say_what_is_not_set() {
    let world = World::new().await;
    for name in ["tasks", "relay"] {
        let ended = RuntimeStub::start(name, &env(&world)).await.terminate().await;
        assert!(ended.took < Duration::from_secs(1), "{name}: {:?}", ended.took);
        for variable in ["SQS_QUEUE_URL_PREFIX", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "HASH_SECRET"] {
            let Ended { status, stderr, .. } =
                RuntimeStub::refused(name, &env(&world).with(variable, "")).await;
            assert_eq!(status.code(), Some(1), "{name} without {variable}");
            assert!(stderr.contains(variable) && stderr.lines().count() == 1, "{name}: {stderr}");
            assert!(!stderr.contains("hunter2"), "{stderr}");
        }
    }
}

#[tokio::test]
async fn the_relay_works_for_a_while_and_gives_what_waits_to_its_queue() {
    let Some(world) = World::with_queues().await else { return };
    world.sql("INSERT INTO outbox (id, task, queue, payload) VALUES (gen_random_uuid(), 'email:send', 'email', '{}')").await;
    let sender = world.services().sender.clone().unwrap();
    neurmatic_tasks::polled::make_queues(&sender).await.unwrap();
    let stub = RuntimeStub::start("relay", &world.env()).await;
    let event = "{\"workSecs\": 3, \"fire\": \"cache:warm\"}";
    let Outcome::Answered(answer) = stub.invoke(event).await else { panic!("it failed") };
    // The schedules fire as well, and send what they send.
    assert!(answer["sent"].as_u64().unwrap() >= 1, "{answer}");
    let sent = "SELECT sent_at IS NOT NULL FROM outbox WHERE task = 'email:send'";
    assert!(world.one::<bool>(sent, &[]).await);
    let fired = "SELECT count(*) FROM outbox WHERE task = 'cache:warm'";
    assert_eq!(world.one::<i64>(fired, &[]).await, 1, "no process fires it by itself");
    assert!(matches!(stub.invoke("{\"fire\": \"cache:heat\"}").await, Outcome::Failed(_)));
}
