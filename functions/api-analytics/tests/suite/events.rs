//! Telling what visitors do: it waits as a task, and says no more of who did it than it has to.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::house::House;

/// The one task that waits.
async fn waiting(house: &House) -> Value {
    let sql = "WITH gone AS (DELETE FROM outbox RETURNING task, payload) SELECT payload FROM gone WHERE task = 'analytics:process'";
    house.world.one(sql, &[]).await
}

fn one_search() -> Value {
    json!({"events": [{"kind": "search", "resultCount": 12}]})
}

#[tokio::test]
async fn all_of_one_call_waits_as_one_task() {
    let house = House::new().await;
    let article = house.article("published").await;
    let events = json!([
        {"kind": "article_read", "articleId": article, "seconds": 240, "scrollDepth": 80},
        {"kind": "article_share", "articleId": article, "platform": "linkedin"},
        {"kind": "page_view", "path": "/articles"},
        {"kind": "search", "resultCount": 0},
    ]);
    let reply = house.anybody.post("/analytics/events", json!({ "events": events })).await.expect(202);
    assert_eq!(reply.data(), json!({"accepted": true}));
    let payload = waiting(&house).await;
    assert_eq!(payload["events"], events);
    let many: Vec<Value> =
        (0..50).map(|_| json!({"kind": "page_view", "path": format!("/{}", "ä".repeat(499))})).collect();
    house.anybody.post("/analytics/events", json!({ "events": many })).await.expect(202);
    assert_eq!(waiting(&house).await["events"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn who_is_signed_in_is_known_and_anybody_else_is_a_hash() {
    let house = House::new().await;
    let stranger = house.anybody.from_address("203.0.113.77");
    stranger.post("/analytics/events", one_search()).await.expect(202);
    let payload = waiting(&house).await;
    assert_eq!(payload["user"], Value::Null);
    assert_eq!(payload["visitor"].as_array().unwrap().len(), 32);
    assert!(!payload.to_string().contains("203.0.113.77"));

    house.anybody.from_address("203.0.113.78").post("/analytics/events", one_search()).await.expect(202);
    assert_ne!(waiting(&house).await["visitor"], payload["visitor"]);

    let (here, there) = (house.author(), house.author().from_address("203.0.113.79"));
    here.post("/analytics/events", one_search()).await.expect(202);
    let signed_in = waiting(&house).await;
    there.post("/analytics/events", one_search()).await.expect(202);
    assert_eq!(signed_in["user"], json!(house.author.id));
    assert_eq!(waiting(&house).await["visitor"], signed_in["visitor"], "the same user, wherever");
}

#[tokio::test]
async fn nothing_of_the_area_is_kept_by_caches() {
    let house = House::new().await;
    let article = house.article("published").await;
    let admin = house.somebody(Role::Admin).await;
    for reply in [
        admin.post("/analytics/events", one_search()).await.expect(202),
        admin.get(&format!("/analytics/articles/{article}")).await.expect(200),
        admin.get("/analytics/platform").await.expect(200),
    ] {
        assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"));
        assert_eq!(reply.header("etag"), None);
    }
}
