//! Reading: pages, and what is still to be read.

use serde_json::json;

use crate::post::{Post, path};

#[tokio::test]
async fn what_is_read_is_no_longer_unread_and_its_sender_sees_it() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let mut sent = Vec::new();
    for n in 0..3 {
        sent.push(one.write(&other, &format!("Number {n}")).await);
    }
    assert_eq!(other.unread().await, [json!(3)]);
    assert_eq!(one.unread().await, [json!(0)], "one's own are never unread");
    assert_eq!(other.read(&sent[0], json!({"upTo": sent[1]["id"]})).await, 1);
    let shown: Vec<_> =
        one.messages(&sent[0]).await.iter().map(|message| message["isRead"].clone()).collect();
    assert_eq!(shown, [json!(false), json!(true), json!(true)]);
    assert_eq!(other.read(&sent[0], json!({"upTo": sent[0]["id"]})).await, 1, "nothing is unread again");
    assert_eq!(other.read(&sent[0], json!({})).await, 0);
    one.write(&other, "One more").await;
    assert_eq!(other.unread().await, [json!(1)]);
    assert_eq!(post.wrong_counts().await, 0);
}

#[tokio::test]
async fn messages_are_paged_without_repeating_or_missing_one_while_others_come() {
    let post = Post::new().await;
    let (one, other) = (post.person().await, post.person().await);
    let mut last = json!(null);
    for n in 1..=5 {
        last = one.write(&other, &format!("{n}")).await;
    }
    let base = path(&last, "messages");
    let first = other.client.get(&format!("{base}?limit=2")).await.expect(200).json();
    assert_eq!(first["pagination"]["total"], 5);
    other.write(&one, "6").await;
    let (mut seen, mut page) = (Vec::new(), first);
    loop {
        let messages = page["data"]["messages"].as_array().unwrap().clone();
        seen.extend(messages.iter().map(|message| message["content"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["pagination"]["nextCursor"].as_str().map(str::to_owned) else { break };
        page = other.client.get(&format!("{base}?limit=2&cursor={cursor}")).await.expect(200).json();
    }
    assert_eq!(seen, ["5", "4", "3", "2", "1"]);
}

#[tokio::test]
async fn conversations_come_with_the_newest_message_first_from_either_side_of_the_pair() {
    let post = Post::new().await;
    let early = post.person().await;
    let me = post.person().await;
    let mut others = vec![early];
    for _ in 0..4 {
        others.push(post.person().await);
    }
    for other in &others {
        other.write(&me, "Hello").await;
    }
    me.write(&others[0], "Hello, first one").await;
    let expected: Vec<_> = [0, 4, 3, 2, 1].map(|n: usize| json!(others[n].user.id)).to_vec();
    let peers = |data: &serde_json::Value| -> Vec<serde_json::Value> {
        data["data"]["conversations"].as_array().unwrap().iter().map(|c| c["peer"]["id"].clone()).collect()
    };
    let whole = me.client.get("/conversations").await.expect(200).json();
    assert_eq!(peers(&whole), expected);
    let first = me.client.get("/conversations?limit=2").await.expect(200).json();
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap().to_owned();
    let rest = me.client.get(&format!("/conversations?limit=3&cursor={cursor}")).await.expect(200).json();
    assert_eq!([peers(&first), peers(&rest)].concat(), expected);
    assert!(rest["pagination"]["nextCursor"].is_null());
    let second = me.client.get("/conversations?limit=2&page=2").await.expect(200).json();
    assert_eq!(peers(&second), expected[2..4]);
}

#[tokio::test]
async fn whoever_has_read_a_conversation_has_read_its_notification_and_no_other() {
    let post = Post::new().await;
    let (one, other, third) = (post.person().await, post.person().await, post.person().await);
    let sent = [one.write(&other, "First").await, one.write(&other, "Second").await];
    let elsewhere = third.write(&other, "Something else").await;
    for message in [&sent[0], &elsewhere] {
        let sql = "INSERT INTO notifications (id, user_id, type, title, message, bundle_key)
            VALUES (gen_random_uuid(), $1, 'message', 'A message', 'Somebody wrote.', 'message:' || $2::text)";
        let conversation = message["conversationId"].as_str().unwrap();
        post.world.owner().execute(sql, &[&other.user.id, &conversation]).await.unwrap();
    }
    let unread = "SELECT unread_count FROM notification_counters";
    other.read(&sent[0], json!({"upTo": sent[0]["id"]})).await;
    assert_eq!(post.world.one::<i32>(unread, &[]).await, 2, "something is left to be read");
    other.read(&sent[0], json!({})).await;
    assert_eq!(post.world.one::<i32>(unread, &[]).await, 1);
    let left = format!("message:{}", elsewhere["conversationId"].as_str().unwrap());
    let key = "SELECT bundle_key FROM notifications WHERE is_unread";
    assert_eq!(post.world.one::<String>(key, &[]).await, left);
}
