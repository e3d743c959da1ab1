//! What is cached, and what a write makes anew.

use serde_json::json;

use crate::board::{Board, reply_path, text, titles, topic_path};

#[tokio::test]
async fn public_reads_are_served_from_the_cache_in_any_process() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic that is cached").await;
    let path = topic_path(&topic);
    let replies = format!("{path}/replies");
    for (target, age) in [
        ("/forum/topics", 300),
        ("/forum/topics/unanswered", 300),
        (path.as_str(), 300),
        (replies.as_str(), 300),
        ("/forum/categories", 3600),
        ("/forum/tags", 3600),
    ] {
        let first = board.visitor.get(target).await.expect(200);
        assert_eq!(first.header("cache-status"), Some("neurmatic; fwd=miss"), "{target}");
        let second = board.another_process().get(target).await.expect(200);
        assert_eq!(second.header("cache-status"), Some("neurmatic; hit"), "{target}");
        assert_eq!(
            second.header("cache-control"),
            Some(format!("public, max-age={age}, s-maxage={age}").as_str())
        );
        assert_eq!(first.body, second.body);
    }
    let searched = board.visitor.get("/forum/topics?q=cached").await.expect(200);
    assert_eq!(searched.header("cache-status"), Some("neurmatic; fwd=bypass"));
}

#[tokio::test]
async fn every_change_is_seen_at_once_in_every_process() {
    let board = Board::new().await;
    let (topic, author) = board.topic_of(json!({"title": "The first title of it", "type": "question"})).await;
    let (path, elsewhere) = (topic_path(&topic), board.another_process());
    let moderator = board.moderator().await;
    let replies = format!("{path}/replies");
    elsewhere.get(&replies).await.expect(200);
    let (reply, replier) = board.reply(&topic).await;
    assert_eq!(elsewhere.get(&replies).await.json()["pagination"]["total"], 1);
    replier.patch(&reply_path(&reply), json!({"content": "Quite other words."})).await.expect(200);
    assert_eq!(elsewhere.get(&replies).await.data()["replies"][0]["content"], "Quite other words.");

    elsewhere.get("/forum/topics").await.expect(200);
    elsewhere.get(&path).await.expect(200);
    author.patch(&path, json!({"title": "The second title of it"})).await.expect(200);
    assert_eq!(elsewhere.get(&path).await.data()["title"], "The second title of it");
    assert_eq!(titles(&elsewhere.get("/forum/topics").await.data()), ["The second title of it"]);
    author.put(&format!("{path}/accepted-reply"), json!({"replyId": reply["id"]})).await.expect(200);
    assert_eq!(elsewhere.get(&path).await.data()["acceptedReplyId"], reply["id"]);
    assert_eq!(elsewhere.get("/forum/topics").await.data()["topics"][0]["isAnswered"], true);
    moderator.post(&format!("{path}/pin"), json!({"pinned": true})).await.expect(200);
    assert_eq!(elsewhere.get("/forum/topics").await.data()["topics"][0]["isPinned"], true);
    moderator.post(&format!("{path}/lock"), json!({"locked": true})).await.expect(200);
    assert_eq!(elsewhere.get(&path).await.data()["isLocked"], true);
    moderator.delete(&reply_path(&reply)).await.expect(204);
    assert_eq!(elsewhere.get(&replies).await.json()["pagination"]["total"], 0);
    assert_eq!(elsewhere.get("/forum/topics").await.data()["topics"][0]["isAnswered"], false);
    moderator.delete(&path).await.expect(204);
    elsewhere.get(&path).await.expect(404);
    elsewhere.get(&replies).await.expect(404);
    assert!(titles(&elsewhere.get("/forum/topics").await.data()).is_empty());
    let waiting: i64 =
        board.world.one("SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn a_vote_drops_nothing_and_the_voter_is_told_the_exact_score() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic that is voted on").await;
    let path = topic_path(&topic);
    board.visitor.get(&path).await.expect(200);
    let (_, voter) = board.member().await;
    let vote = voter.put(&format!("{path}/vote"), json!({"value": 1})).await.data();
    assert_eq!(vote["voteScore"], 1);
    let shown = board.visitor.get(&path).await;
    assert_eq!(
        (shown.header("cache-status"), &shown.data()["voteScore"]),
        (Some("neurmatic; hit"), &json!(0))
    );
    let fresh = voter.get(&format!("/forum/member/topics/{}", text(&topic, "id"))).await.data();
    assert_eq!(fresh["voteScore"], 1);
}

#[tokio::test]
async fn a_missing_topic_is_called_one_from_the_cache_too() {
    let board = Board::new().await;
    for _ in 0..2 {
        let reply = board.visitor.get("/forum/topics/not-there-yet").await.expect(404);
        assert_eq!(reply.json()["detail"], "there is no such topic");
    }
}
