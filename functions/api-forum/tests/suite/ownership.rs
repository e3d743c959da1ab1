//! Own and foreign things, by role.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, reply_path, topic_path};

#[tokio::test]
async fn only_authors_and_moderators_change_things() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic with an owner").await;
    let (reply, replier) = board.reply(&topic).await;
    for role in [Role::User, Role::Premium, Role::Company] {
        let (_, stranger) = board.with_role(role).await;
        stranger.patch(&topic_path(&topic), json!({"title": "Not theirs"})).await.expect(403);
        stranger.delete(&topic_path(&topic)).await.expect(403);
        stranger.patch(&reply_path(&reply), json!({"content": "Not theirs at all."})).await.expect(403);
        stranger.delete(&reply_path(&reply)).await.expect(403);
    }
    author.patch(&reply_path(&reply), json!({"content": "Not mine either."})).await.expect(403);
    author.patch(&topic_path(&topic), json!({"title": "It is mine"})).await.expect(200);
    replier.patch(&reply_path(&reply), json!({"content": "It is mine as well."})).await.expect(200);
    for role in [Role::Moderator, Role::Admin] {
        let (_, moderator) = board.with_role(role).await;
        moderator.patch(&topic_path(&topic), json!({"title": "It is moderated"})).await.expect(200);
        moderator.patch(&reply_path(&reply), json!({"content": "It is moderated."})).await.expect(200);
    }
    let noted: i64 = board.world.one("SELECT count(*) FROM audit_log WHERE action LIKE '%.edit'", &[]).await;
    assert_eq!(noted, 4, "what authors do to their own is nobody's business");
    let (_, moderator) = board.with_role(Role::Moderator).await;
    moderator.delete(&reply_path(&reply)).await.expect(204);
    moderator.delete(&topic_path(&topic)).await.expect(204);
    author.patch(&topic_path(&topic), json!({"title": "Gone by now"})).await.expect(404);
    board.recount().await;
}

#[tokio::test]
async fn a_locked_topic_is_left_as_it_is_by_all_but_moderators() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic that gets locked").await;
    let (reply, replier) = board.reply(&topic).await;
    let moderator = board.moderator().await;
    let lock = json!({"locked": true, "reason": "It got heated"});
    moderator.post(&format!("{}/lock", topic_path(&topic)), lock).await.expect(200);
    for refused in [
        author.patch(&topic_path(&topic), json!({"title": "A last word"})).await,
        author.delete(&topic_path(&topic)).await,
        replier.patch(&reply_path(&reply), json!({"content": "A last word too."})).await,
        replier.delete(&reply_path(&reply)).await,
    ] {
        assert_eq!(refused.expect(409).code(), "topic_locked");
    }
    moderator.patch(&topic_path(&topic), json!({"title": "A moderator's word"})).await.expect(200);
    let why: String = board.world.one("SELECT reason FROM audit_log WHERE action = 'topic.lock'", &[]).await;
    assert_eq!(why, "It got heated");
}

#[tokio::test]
async fn pinning_locking_and_moving_twice_is_noted_once() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic that is moderated").await;
    let moderator = board.moderator().await;
    let path = topic_path(&topic);
    for _ in 0..2 {
        moderator.post(&format!("{path}/pin"), json!({"pinned": true})).await.expect(200);
        moderator.post(&format!("{path}/lock"), json!({"locked": true})).await.expect(200);
        let moved =
            moderator.post(&format!("{path}/move"), json!({"categoryId": board.private})).await.expect(200);
        assert_eq!(moved.data()["category"]["slug"], "private");
        assert_eq!(moved.data()["revision"], 4);
    }
    let noted: i64 = board.world.one("SELECT count(*) FROM audit_log", &[]).await;
    assert_eq!(noted, 3);
    board.recount().await;
}

#[tokio::test]
async fn a_topic_is_watched_muted_and_forgotten() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic to be watched").await;
    let (_, member) = board.member().await;
    let path = format!("{}/watch", topic_path(&topic));
    for level in ["watch", "mute", "mute"] {
        assert_eq!(member.put(&path, json!({"level": level})).await.expect(200).data()["level"], level);
    }
    let kept: String = board.world.one("SELECT level::text FROM topic_watches", &[]).await;
    assert_eq!(kept, "mute");
    for _ in 0..2 {
        member.delete(&path).await.expect(204);
    }
    let left: i64 = board.world.one("SELECT count(*) FROM topic_watches", &[]).await;
    assert_eq!(left, 0);
}
