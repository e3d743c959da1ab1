//! Whatever comes in: a problem that names the place, and nothing is written.

use serde_json::json;

use crate::post::{Post, path};

#[tokio::test]
async fn bad_messages_are_named_and_write_nothing() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let id = other.user.id;
    for (pointer, body) in [
        ("/content", json!({"recipientId": id, "content": ""})),
        ("/content", json!({"recipientId": id, "content": "x".repeat(10_001)})),
        ("/content", json!({"recipientId": id, "content": "nul \u{0}"})),
        ("/recipientId", json!({"recipientId": "nobody", "content": "x"})),
        ("/recipientId", json!({"recipientId": one.user.id, "content": "x"})),
        ("/recipientId", json!({"recipientId": "0198c0de-0000-7000-8000-000000000000", "content": "x"})),
        ("/subject", json!({"recipientId": id, "content": "x", "subject": "x"})),
    ] {
        assert_eq!(one.client.post("/messages", body).await.expect(422).pointers(), [pointer]);
    }
    post.anybody.post("/messages", json!({"recipientId": id, "content": "x"})).await.expect(401);
    let written: i64 = post.world.one("SELECT count(*) FROM conversations", &[]).await;
    assert_eq!(written, 0);
    one.write(&other, &"ä".repeat(10_000)).await;
}

#[tokio::test]
async fn bad_pages_and_marks_are_named() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let message = one.write(&other, "Something").await;
    other.write(&one, "An answer").await;
    let messages = path(&message, "messages");
    let page = one.client.get(&format!("{messages}?limit=1")).await.expect(200).json();
    let cursor = page["pagination"]["nextCursor"].as_str().unwrap().to_owned();
    for (target, pointer) in [
        ("/conversations?limit=0".to_owned(), "/query/limit"),
        ("/conversations?sort=name".to_owned(), "/query/sort"),
        (format!("/conversations?cursor={cursor}"), "/query/cursor"),
        (format!("{messages}?limit=101"), "/query/limit"),
        (format!("{messages}?cursor=AAAA"), "/query/cursor"),
        ("/conversations/mine/messages".to_owned(), "/path"),
    ] {
        assert_eq!(one.client.get(&target).await.expect(400).pointers(), [pointer], "{target}");
    }
    let unknown = json!({"upTo": "0198c0de-0000-7000-8000-000000000000"});
    let reply = one.client.put(&path(&message, "read"), unknown).await.expect(422);
    assert_eq!(reply.pointers(), ["/upTo"]);
}
