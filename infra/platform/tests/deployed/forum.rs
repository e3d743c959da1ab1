//! From a reply to what the topic's author is told: by the outbox, a queue and its worker.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, finally};

#[tokio::test]
async fn who_is_replied_to_is_told_by_a_task() {
    let Some(stage) = Stage::given() else { return };
    let (author, other) = (stage.member("premium").await, stage.member("user").await);
    let categories = stage.visitor().get("/forum/categories").await.data();
    let title = format!("A question through the gateway {}", Uuid::now_v7());
    let topic = json!({
        "title": title, "content": "What it is about, in some words.", "categoryId": categories[0]["id"],
    });
    let topic = author.post("/forum/topics", topic).await.expect(201).data();
    let path = format!("/forum/topics/{}", topic["id"].as_str().unwrap());
    other.post(&format!("{path}/replies"), json!({"content": "A reply in some words."})).await.expect(201);

    let is_of_it = |told: &Value| told["title"].as_str().is_some_and(|text| text.contains(&title));
    finally("the author is told", async || {
        let told = author.get("/notifications").await.data();
        told.as_array().unwrap().iter().find(|told| is_of_it(told)).cloned()
    })
    .await;
    let told = other.get("/notifications").await.data();
    assert!(!told.as_array().unwrap().iter().any(is_of_it), "nobody is told of their own reply");
    author.delete(&path).await.expect(204);
}
