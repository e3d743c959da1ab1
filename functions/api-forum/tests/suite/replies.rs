//! Replies: depth, order, the time to change them, accepted ones.

use serde_json::{Value, json};

use crate::board::{Board, reply_path, text, topic_path};

#[tokio::test]
async fn an_answer_lies_at_most_two_below_an_answer_to_the_topic() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic with deep answers").await;
    let path = format!("{}/replies", topic_path(&topic));
    let mut parent = Value::Null;
    for depth in 0..3 {
        let body = json!({"content": "An answer to an answer.", "parentReplyId": parent});
        let made = author.post(&path, body).await.expect(201).data();
        assert_eq!(made["depth"], depth);
        parent = made["id"].clone();
    }
    let refused = author
        .post(&path, json!({"content": "An answer too deep.", "parentReplyId": parent}))
        .await
        .expect(422);
    assert_eq!(refused.pointers(), ["/parentReplyId"]);
    assert_eq!(refused.json()["errors"][0]["code"], "too_deep");
    board.recount().await;
}

#[tokio::test]
async fn parents_and_quotes_are_of_the_same_topic() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic with a quote").await;
    let (elsewhere, _) = board.topic("Another topic altogether").await;
    let (foreign, _) = board.reply(&elsewhere).await;
    let (own, _) = board.reply(&topic).await;
    let path = format!("{}/replies", topic_path(&topic));
    for field in ["parentReplyId", "quotedReplyId"] {
        let mut body = json!({"content": "An answer to somebody."});
        body[field] = foreign["id"].clone();
        assert_eq!(author.post(&path, body.clone()).await.expect(422).pointers(), [format!("/{field}")]);
        body[field] = own["id"].clone();
        assert_eq!(author.post(&path, body).await.expect(201).data()[field], own["id"]);
    }
}

#[tokio::test]
async fn a_reply_can_be_changed_for_fifteen_minutes_and_by_moderators_for_ever() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic with an old reply").await;
    let (reply, author) = board.reply(&topic).await;
    let path = reply_path(&reply);
    let edited = author.patch(&path, json!({"content": "Better words than before."})).await.expect(200);
    assert!(!edited.data()["editedAt"].is_null());
    assert!(edited.header("etag").unwrap().starts_with("\"r2."));
    board.world.sql("UPDATE replies SET created_at = now() - interval '15 minutes 1 second'").await;
    let late = author.patch(&path, json!({"content": "Words that come too late."})).await.expect(409);
    assert_eq!(late.code(), "edit_window_over");
    let moderator = board.moderator().await;
    let body = json!({"content": "Words of a moderator.", "reason": "Somebody's address"});
    moderator.patch(&path, body).await.expect(200);
    let trail: String = board
        .world
        .one("SELECT reason || ': ' || (changes->>'content') FROM audit_log WHERE action = 'reply.edit'", &[])
        .await;
    assert_eq!(trail, "Somebody's address: Better words than before.");
}

#[tokio::test]
async fn a_stale_revision_changes_nothing() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic that two change").await;
    let (reply, replier) = board.reply(&topic).await;
    author.patch(&topic_path(&topic), json!({"title": "A topic that was changed"})).await.expect(200);
    replier.patch(&reply_path(&reply), json!({"content": "A reply that was changed."})).await.expect(200);
    let stale_author = author.header("if-match", "\"r1\"");
    let stale_replier = replier.header("if-match", "\"r1\"");
    stale_author.patch(&topic_path(&topic), json!({"title": "A stale title"})).await.expect(412);
    stale_author.delete(&topic_path(&topic)).await.expect(412);
    stale_replier.patch(&reply_path(&reply), json!({"content": "A stale reply."})).await.expect(412);
    stale_replier.delete(&reply_path(&reply)).await.expect(412);
    replier.header("if-match", "W/\"r2.x.br\"").delete(&reply_path(&reply)).await.expect(204);
}

#[tokio::test]
async fn a_deleted_reply_is_gone_and_its_answers_stay() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic with a gap").await;
    let (reply, author) = board.reply(&topic).await;
    let path = format!("{}/replies", topic_path(&topic));
    let (_, other) = board.member().await;
    let body = json!({"content": "An answer that stays.", "parentReplyId": reply["id"]});
    other.post(&path, body).await.expect(201);
    author.delete(&reply_path(&reply)).await.expect(204);
    author.delete(&reply_path(&reply)).await.expect(404);
    let shown = board.visitor.get(&path).await.json();
    assert_eq!(shown["pagination"]["total"], 1);
    assert_eq!(shown["data"]["replies"][0]["parentReplyId"], reply["id"]);
    assert_eq!(board.reputation(&reply["author"]).await, 0);
    board.recount().await;
}

#[tokio::test]
async fn the_accepted_reply_of_a_question_earns_once() {
    let board = Board::new().await;
    let (topic, asker) = board.topic_of(json!({"type": "question", "title": "How is it done?"})).await;
    let (first, _) = board.reply(&topic).await;
    let (second, _) = board.reply(&topic).await;
    let path = format!("{}/accepted-reply", topic_path(&topic));
    for _ in 0..2 {
        let accepted = asker.put(&path, json!({"replyId": first["id"]})).await.expect(200).data();
        assert_eq!((&accepted["acceptedReplyId"], &accepted["status"]), (&first["id"], &json!("resolved")));
        assert_eq!(board.reputation(&first["author"]).await, 27);
        asker.put(&path, json!({"replyId": null})).await.expect(200);
        assert_eq!(board.reputation(&first["author"]).await, 2);
    }
    asker.put(&path, json!({"replyId": first["id"]})).await.expect(200);
    asker.put(&path, json!({"replyId": second["id"]})).await.expect(200);
    assert_eq!(board.reputation(&first["author"]).await, 2);
    assert_eq!(board.reputation(&second["author"]).await, 27);
    let shown = board.visitor.get(&format!("{}/replies", topic_path(&topic))).await.data();
    assert_eq!(
        (&shown["replies"][0]["isAccepted"], &shown["replies"][1]["isAccepted"]),
        (&json!(false), &json!(true))
    );
    board.recount().await;
}

#[tokio::test]
async fn accepting_is_for_who_asked_and_of_replies_that_are_there() {
    let board = Board::new().await;
    let (topic, asker) = board.topic_of(json!({"type": "question"})).await;
    let (reply, replier) = board.reply(&topic).await;
    let (talk, talker) = board.topic("Only a discussion").await;
    let (remark, _) = board.reply(&talk).await;
    let path = format!("{}/accepted-reply", topic_path(&topic));
    replier.put(&path, json!({"replyId": reply["id"]})).await.expect(403);
    board.moderator().await.put(&path, json!({"replyId": reply["id"]})).await.expect(403);
    assert_eq!(asker.put(&path, json!({"replyId": remark["id"]})).await.expect(422).pointers(), ["/replyId"]);
    asker.put(&path, json!({})).await.expect(422);
    let path = format!("{}/accepted-reply", topic_path(&talk));
    assert_eq!(
        talker.put(&path, json!({"replyId": remark["id"]})).await.expect(409).code(),
        "not_a_question"
    );
    let own = asker
        .post(&format!("{}/replies", topic_path(&topic)), json!({"content": "I found it myself."}))
        .await;
    let before = board.reputation(&topic["author"]).await;
    let path = format!("{}/accepted-reply", topic_path(&topic));
    asker.put(&path, json!({"replyId": own.data()["id"]})).await.expect(200);
    assert_eq!(board.reputation(&topic["author"]).await, before, "one's own answer earns nothing");
    asker.patch(&topic_path(&topic), json!({"type": "discussion"})).await.expect(409);
    board.recount().await;
}

#[tokio::test]
async fn every_order_shows_each_reply_once() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic with seven replies").await;
    for _ in 0..7 {
        board.reply(&topic).await;
    }
    let path = format!("{}/replies", topic_path(&topic));
    let mut orders = Vec::new();
    for sort in ["oldest", "newest", "votes"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = board.visitor.get(&format!("{path}?limit=3&sort={sort}{cursor}")).await.json();
            assert_eq!(page["pagination"]["total"], 7);
            let replies = page["data"]["replies"].as_array().unwrap();
            seen.extend(replies.iter().map(|reply| text(reply, "id").to_owned()));
            let Some(next) = page["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 7, "{sort}");
        orders.push(seen);
    }
    let newest: Vec<String> = orders[0].iter().rev().cloned().collect();
    assert_eq!(orders[1], newest);
    orders[2].sort_unstable();
    orders[0].sort_unstable();
    assert_eq!(orders[2], orders[0]);
}

#[tokio::test]
async fn a_closed_topic_takes_no_reply_until_it_is_opened() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic that is over").await;
    author.patch(&topic_path(&topic), json!({"status": "closed"})).await.expect(200);
    let (_, other) = board.member().await;
    let path = format!("{}/replies", topic_path(&topic));
    let refused = other.post(&path, json!({"content": "Too late, it seems."})).await.expect(409);
    assert_eq!(refused.code(), "topic_closed");
    author.patch(&topic_path(&topic), json!({"status": "open"})).await.expect(200);
    other.post(&path, json!({"content": "In time after all."})).await.expect(201);
}

#[tokio::test]
async fn the_same_request_twice_makes_one_topic_one_reply_and_one_report() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic of somebody else").await;
    let (_, member) = board.member().await;
    let again = member.header("idempotency-key", "a key of the client");
    let requests = [
        (
            "/forum/topics".to_owned(),
            json!({"title": "Sent twice", "content": "The same words twice.", "categoryId": board.public}),
        ),
        (format!("{}/replies", topic_path(&topic)), json!({"content": "The same reply twice."})),
        ("/reports".to_owned(), json!({"targetType": "topic", "targetId": topic["id"], "reason": "spam"})),
    ];
    for (path, body) in requests {
        let first = again.post(&path, body.clone()).await.expect(201).data();
        let second = again.post(&path, body).await.expect(201).data();
        assert_eq!(first["id"], second["id"], "{path}");
    }
    board.recount().await;
}
