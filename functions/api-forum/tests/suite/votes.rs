//! Votes: what they change, who may cast them, how many a day.

use serde_json::json;

use crate::board::{Board, reply_path, topic_path};

#[tokio::test]
async fn a_vote_cast_cleared_and_cast_again_counts_once() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic to be voted on").await;
    let (reply, _) = board.reply(&topic).await;
    let (_, voter) = board.member().await;
    for (path, author) in [(topic_path(&topic), &topic["author"]), (reply_path(&reply), &reply["author"])] {
        let before = board.reputation(author).await;
        for value in [1, 0, 1, 1] {
            let vote = voter.put(&format!("{path}/vote"), json!({"value": value})).await.expect(200);
            assert_eq!(
                (&vote.data()["value"], &vote.data()["voteScore"]),
                (&json!(value), &json!(value)),
                "{path}"
            );
        }
        assert_eq!(board.reputation(author).await, before + 10);
    }
    board.recount().await;
}

#[tokio::test]
async fn a_vote_turned_round_moves_score_and_reputation_by_both_votes() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic to be voted down").await;
    let (user, voter) = board.member().await;
    board
        .world
        .sql(&format!(
            "INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
             VALUES (gen_random_uuid(), '{0}', 'badge_earned', '{0}', 50)",
            user.id
        ))
        .await;
    let path = format!("{}/vote", topic_path(&topic));
    let up = voter.put(&path, json!({"value": 1})).await.data();
    assert_eq!((&up["voteScore"], board.reputation(&topic["author"]).await), (&json!(1), 15));
    let down = voter.put(&path, json!({"value": -1})).await.data();
    assert_eq!((&down["voteScore"], board.reputation(&topic["author"]).await), (&json!(-1), 0));
    assert_eq!((&down["upvoteCount"], &down["downvoteCount"]), (&json!(0), &json!(1)));
    voter.put(&path, json!({"value": 0})).await.expect(200);
    assert_eq!(board.reputation(&topic["author"]).await, 5);
}

#[tokio::test]
async fn voting_down_takes_reputation() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic of no great worth").await;
    let (_, newcomer) = board.member().await;
    let refused = newcomer.put(&format!("{}/vote", topic_path(&topic)), json!({"value": -1})).await;
    assert_eq!(refused.expect(403).code(), "reputation_needed");
    board.recount().await;
}

#[tokio::test]
async fn nobody_votes_on_their_own_on_the_locked_or_on_what_is_gone() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic that was locked").await;
    let (reply, replier) = board.reply(&topic).await;
    let (_, voter) = board.member().await;
    let topic_vote = format!("{}/vote", topic_path(&topic));
    let reply_vote = format!("{}/vote", reply_path(&reply));
    assert_eq!(author.put(&topic_vote, json!({"value": 1})).await.expect(403).code(), "own_content");
    assert_eq!(replier.put(&reply_vote, json!({"value": 1})).await.expect(403).code(), "own_content");
    let moderator = board.moderator().await;
    moderator.post(&format!("{}/lock", topic_path(&topic)), json!({"locked": true})).await.expect(200);
    for path in [&topic_vote, &reply_vote] {
        assert_eq!(voter.put(path, json!({"value": 1})).await.expect(409).code(), "topic_locked");
    }
    moderator.post(&format!("{}/lock", topic_path(&topic)), json!({"locked": false})).await.expect(200);
    replier.delete(&reply_path(&reply)).await.expect(204);
    voter.put(&reply_vote, json!({"value": 1})).await.expect(404);
    author.delete(&topic_path(&topic)).await.expect(204);
    voter.put(&topic_vote, json!({"value": 1})).await.expect(404);
    board.recount().await;
}

#[tokio::test]
async fn a_reply_far_below_zero_is_to_be_folded_in() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic with a bad reply").await;
    let (reply, _) = board.reply(&topic).await;
    let sql = "INSERT INTO reply_votes (user_id, reply_id, value) SELECT id, $1, -1 FROM users WHERE id <> $2 LIMIT 5";
    board.members(6).await;
    let id: uuid::Uuid = crate::board::text(&reply, "id").parse().unwrap();
    let author: uuid::Uuid = crate::board::text(&reply["author"], "id").parse().unwrap();
    board.world.owner().execute(sql, &[&id, &author]).await.unwrap();
    let shown = board.visitor.get(&format!("{}/replies", topic_path(&topic))).await.data();
    assert_eq!(
        (&shown["replies"][0]["voteScore"], &shown["replies"][0]["isCollapsed"]),
        (&json!(-5), &json!(true))
    );
    assert_eq!(board.reputation(&reply["author"]).await, 0);
    board.recount().await;
}
