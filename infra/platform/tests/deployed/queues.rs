//! What others put on a queue: a task is done, and what is none goes to the dead letters.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, finally};

#[tokio::test]
async fn a_message_that_is_no_task_goes_to_the_dead_letters_with_the_reason() {
    let Some(stage) = Stage::given() else { return };
    let text = format!("no task at all, but {}", Uuid::now_v7());
    stage.aws.send("default", &text).await;
    let letter = finally("it is a dead letter", async || {
        let letters = stage.aws.look_into("default-dead").await;
        letters.into_iter().find(|letter| letter["Body"] == text.as_str())
    })
    .await;
    let reason = letter["MessageAttributes"]["reason"]["StringValue"].as_str().unwrap();
    assert!(!reason.is_empty());
}

#[tokio::test]
async fn a_task_of_another_producer_is_done_and_one_that_it_may_not_send_is_refused() {
    let Some(stage) = Stage::given() else { return };
    let message = |task: &str, payload: Value| {
        let id = Uuid::now_v7();
        let message = json!({
            "schema": 1, "producer": "importer", "id": id, "task": task, "version": 1, "payload": payload,
        });
        (id, message.to_string())
    };
    let admin = stage.member("admin").await;
    let completed = async || {
        let queues = admin.get("/performance/queues").await.data();
        let queues = queues.as_array().unwrap();
        queues.iter().find(|queue| queue["name"] == "default").unwrap()["completed"].as_i64().unwrap()
    };
    let before = completed().await;
    let (_, allowed) = message("jobs:expire", json!({"job": Uuid::now_v7()}));
    stage.aws.send("default", &allowed).await;
    finally("it is done", async || (completed().await > before).then_some(())).await;

    let (id, refused) = message("users:erase", json!({"user": Uuid::now_v7()}));
    stage.aws.send("default", &refused).await;
    finally("it is refused", async || {
        let letters = stage.aws.look_into("default-dead").await;
        let is_it = |letter: &&Value| letter["Body"].as_str().unwrap().contains(&id.to_string());
        letters.iter().find(is_it).cloned()
    })
    .await;
}
