//! Writing: who may, to whom, and what comes of it.

use serde_json::json;

use crate::post::Post;

#[tokio::test]
async fn what_two_write_to_each_other_is_one_conversation_in_its_order() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let first = one.write(&other, "Is <b>this</b> you?").await;
    let second = other.write(&one, "It is.").await;
    assert_eq!(first["conversationId"], second["conversationId"]);
    assert_eq!((&first["number"], &second["number"]), (&json!(1), &json!(2)));
    for reader in [&one, &other] {
        let messages = reader.messages(&first).await;
        let texts: Vec<_> = messages.iter().map(|message| message["content"].clone()).collect();
        assert_eq!(texts, ["It is.", "Is <b>this</b> you?"], "as it was sent");
        assert_eq!(messages[1]["senderId"], json!(one.user.id));
    }
    let listed = &one.conversations().await[0];
    assert_eq!(listed["peer"]["username"], json!(other.user.username));
    assert_eq!((&listed["messageCount"], &listed["unreadCount"]), (&json!(2), &json!(1)));
    assert_eq!(listed["lastMessage"]["excerpt"], "It is.");
    assert_eq!(listed["lastMessage"]["isOwn"], false);
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn a_message_sent_twice_with_one_key_is_written_once() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let careful = one.client.header("idempotency-key", "a letter");
    let letter = json!({"recipientId": other.user.id, "content": "Once is enough."});
    let first = careful.post("/messages", letter.clone()).await.expect(201);
    let second = careful.post("/messages", letter).await.expect(201);
    assert_eq!(first.body, second.body);
    let another = json!({"recipientId": other.user.id, "content": "Something else."});
    assert_eq!(careful.post("/messages", another).await.expect(422).code(), "idempotency_key_reused");
    assert_eq!(other.unread().await, [json!(1)]);
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn only_an_account_in_use_can_be_written_to() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    for status in ["suspended", "banned", "deleted"] {
        let sql = format!("UPDATE users SET status = '{status}' WHERE id = '{}'", other.user.id);
        post.world.sql(&sql).await;
        let reply = one.try_writing(&other, "Are you there?").await.expect(422);
        assert_eq!(reply.pointers(), ["/recipientId"], "{status}");
    }
    let sql = format!("UPDATE users SET status = 'active' WHERE id = '{}'", other.user.id);
    post.world.sql(&sql).await;
    one.write(&other, "There you are.").await;
}

#[tokio::test]
async fn twenty_messages_a_minute_are_the_most() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    for n in 0..20 {
        one.write(&other, &format!("Number {n}")).await;
    }
    let reply = one.try_writing(&other, "One too many").await.expect(429);
    assert_eq!(reply.code(), "rate_limited");
    other.write(&one, "An answer").await;
    assert_eq!(other.unread().await, [json!(20)]);
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn whom_a_message_goes_to_is_to_be_told_by_one_task_of_the_same_transaction() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let careful = one.client.header("idempotency-key", "a letter");
    let letter = json!({"recipientId": other.user.id, "content": "Once is enough."});
    let sent = careful.post("/messages", letter.clone()).await.expect(201).data();
    careful.post("/messages", letter).await.expect(201);
    let told = json!([{"about": "message", "message": sent["id"], "recipient": other.user.id}]);
    assert_eq!(post.to_be_told().await, told, "a repetition tells nobody");

    other.block(&one).await;
    one.try_writing(&other, "Quickly").await.expect(403);
    one.try_writing(&one, "To myself").await.expect(422);
    assert_eq!(post.to_be_told().await, told, "what is refused tells nobody");
}
