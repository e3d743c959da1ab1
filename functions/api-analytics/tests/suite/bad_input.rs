//! What is refused, and how it is named.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::house::House;

#[tokio::test]
async fn events_that_cannot_be_are_named_and_none_is_taken() {
    let house = House::new().await;
    let article = house.article("published").await;
    let good = json!({"kind": "search", "resultCount": 1});
    for (event, pointer) in [
        (json!({"kind": "keystroke"}), "/events/1/kind"),
        (json!({"resultCount": 1}), "/events/1"),
        (json!({"kind": "search", "resultCount": 1, "q": "words"}), "/events/1"),
        (json!({"kind": "search", "resultCount": 1_000_001}), "/events/1/resultCount"),
        (json!({"kind": "article_read", "articleId": article}), "/events/1"),
        (json!({"kind": "article_read", "articleId": "no id", "seconds": 1}), "/events/1"),
        (json!({"kind": "article_read", "articleId": article, "seconds": -1}), "/events/1"),
        (json!({"kind": "article_read", "articleId": article, "seconds": 86_401}), "/events/1/seconds"),
        (
            json!({"kind": "article_read", "articleId": article, "seconds": 1, "scrollDepth": 101}),
            "/events/1/scrollDepth",
        ),
        (json!({"kind": "article_share", "articleId": article, "platform": "pigeon"}), "/events/1"),
        (json!({"kind": "page_view", "path": "/reset?token=secret"}), "/events/1/path"),
        (json!({"kind": "page_view", "path": "/nul\u{0}"}), "/events/1/path"),
    ] {
        let body = json!({"events": [good, event]});
        let reply = house.anybody.post("/analytics/events", body).await.expect(422);
        assert_eq!(reply.pointers(), [pointer], "{event}");
    }
    let unknown = json!({"events": [{"kind": "keystroke"}]});
    let reply = house.anybody.post("/analytics/events", unknown).await.expect(422);
    assert!(
        reply.json()["detail"].as_str().unwrap().contains("unknown variant `keystroke`"),
        "{:?}",
        reply.json()
    );
    assert_eq!(house.world.one::<i64>("SELECT count(*) FROM outbox", &[]).await, 0);
}

#[tokio::test]
async fn a_call_holds_one_to_fifty_events_and_nothing_else() {
    let house = House::new().await;
    let many = |n: usize| Value::from(vec![json!({"kind": "page_view", "path": "/"}); n]);
    for n in [0, 51] {
        let reply = house.anybody.post("/analytics/events", json!({"events": many(n)})).await.expect(422);
        assert_eq!(reply.pointers(), ["/events"], "{n}");
    }
    let reply =
        house.anybody.post("/analytics/events", json!({"events": many(1), "user": "me"})).await.expect(422);
    assert_eq!(reply.pointers(), ["/user"]);
    house.anybody.send("POST", "/analytics/events", Some("[".to_owned())).await.expect(400);
}

#[tokio::test]
async fn days_that_cannot_be_used_are_named() {
    let house = House::new().await;
    let admin = house.somebody(Role::Admin).await;
    for (query, pointer) in [
        ("from=yesterday", "/query/from"),
        ("to=2026-02-30", "/query/to"),
        ("to=-009999-12-31", "/query/to"),
        ("from=2026-02-02&to=2026-02-01", "/query/from"),
        ("from=2025-01-01&to=2026-01-02", "/query/from"),
        ("days=7", "/query/days"),
    ] {
        let reply = admin.get(&format!("/analytics/platform?{query}")).await.expect(400);
        assert_eq!(reply.pointers(), [pointer], "{query}");
    }
    admin.get("/analytics/platform?from=2025-01-01&to=2026-01-01").await.expect(200);
    admin.get("/analytics/articles/no-id").await.expect(400);
}
