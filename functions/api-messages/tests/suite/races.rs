//! What both do at once: one conversation, no number twice, and counts that equal a recount.

use futures::future::join_all;
use neurmatic_testing::eventually;
use serde_json::json;

use crate::post::Post;

#[tokio::test]
async fn two_who_write_to_each_other_for_the_first_time_at_once_have_one_conversation() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let sending = |n: usize| {
        let (one, other) = (&one, &other);
        async move {
            if n.is_multiple_of(2) {
                one.write(other, "Hello").await
            } else {
                other.write(one, "Hello").await
            }
        }
    };
    let sent = join_all((0..12).map(sending)).await;
    assert!(sent.iter().all(|message| message["conversationId"] == sent[0]["conversationId"]));
    let mut numbers: Vec<_> = sent.iter().map(|message| message["number"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
    assert_eq!((one.unread().await, other.unread().await), (vec![json!(6)], vec![json!(6)]));
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn messages_that_come_while_one_reads_are_counted_exactly() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let first = one.write(&other, "First").await;
    let writing = join_all((0..10).map(|_| one.write(&other, "More")));
    let answering = join_all((0..5).map(|_| other.write(&one, "An answer")));
    let reading = join_all((0..10).map(|_| other.read(&first, json!({}))));
    let (sent, ..) = tokio::join!(writing, answering, reading);
    assert_eq!(post.wrong_counts().await, 0);
    join_all(sent.iter().map(|message| other.read(message, json!({"upTo": message["id"]})))).await;
    assert_eq!(other.unread().await, [json!(0)]);
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn a_message_that_waits_for_a_block_is_refused() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let mut blocker = post.world.another_owner().await;
    let blocking = blocker.transaction().await.unwrap();
    let lock = "SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE";
    blocking.execute(lock, &[&other.user.id]).await.unwrap();
    let insert = "INSERT INTO user_blocks (blocker_id, blocked_id) VALUES ($1, $2)";
    blocking.execute(insert, &[&other.user.id, &one.user.id]).await.unwrap();
    let (reply, ()) = tokio::join!(one.try_writing(&other, "Quickly"), async {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually("the message waits", async || post.world.one::<i64>(waiting, &[]).await > 0).await;
        blocking.commit().await.unwrap();
    });
    assert_eq!(reply.expect(403).code(), "blocked");
}

#[tokio::test]
async fn one_key_sent_many_times_at_once_writes_one_message() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let careful = one.client.header("idempotency-key", "at once");
    let letter = json!({"recipientId": other.user.id, "content": "Once."});
    let replies = join_all((0..6).map(|_| careful.post("/messages", letter.clone()))).await;
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "request_running"));
    assert_eq!(other.unread().await, [json!(1)]);
}
