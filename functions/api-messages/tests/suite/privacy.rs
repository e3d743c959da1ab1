//! A conversation is its two's, whoever else asks.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::post::{Post, path};

#[tokio::test]
async fn a_conversation_is_not_there_for_anybody_but_its_two() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let message = one.write(&other, "Between the two of us").await;
    let third = post.person().await;
    let admin = post.anybody.signed_in(&post.world.user().role(Role::Admin).create().await);
    for outsider in [&third.client, &admin] {
        outsider.get(&path(&message, "messages")).await.expect(404);
        outsider.put(&path(&message, "read"), json!({})).await.expect(404);
        let listed = outsider.get("/conversations").await.expect(200).data();
        assert_eq!(listed["conversations"], json!([]));
    }
    assert_eq!(other.unread().await, [json!(1)]);
    for target in ["/conversations", &path(&message, "messages")] {
        let reply = post.anybody.get(target).await.expect(401);
        assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"));
        let reply = one.client.get(target).await.expect(200);
        assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"));
        assert!(!reply.json().to_string().contains('@'), "no address of anybody");
    }
}

#[tokio::test]
async fn a_message_of_another_conversation_marks_nothing_as_read() {
    let post = Post::new().await;
    let (one, other, third) = (post.person().await, post.person().await, post.person().await);
    let mine = one.write(&other, "Yours").await;
    let theirs = one.write(&third, "Theirs").await;
    let reply = other.client.put(&path(&mine, "read"), json!({"upTo": theirs["id"]})).await.expect(422);
    assert_eq!(reply.pointers(), ["/upTo"]);
    assert_eq!(other.unread().await, [json!(1)]);
}
