//! What happens at once: nothing is counted twice, lost, or done to what is just going away.

use futures::future::join_all;
use neurmatic_testing::Client;
use serde_json::json;

use crate::board::{Board, reply_path, topic_path};

/// Spreads clients over processes, each with a pool of its own.
fn spread(board: &Board, tokens: &[neurmatic_testing::TestUser], processes: usize) -> Vec<Client> {
    let routers: Vec<Client> = (0..processes).map(|_| board.another_process()).collect();
    tokens.iter().zip(routers.iter().cycle()).map(|(user, client)| client.signed_in(user)).collect()
}

/// Votes up, and tries again as often as it is told to: who finds no free connection within two seconds is.
async fn insist(voter: &Client, path: &str) {
    loop {
        let vote = voter.put(path, json!({"value": 1})).await;
        if vote.status == 200 {
            return;
        }
        assert_eq!(vote.expect(503).code(), "database_unavailable");
    }
}

#[tokio::test]
async fn two_hundred_votes_at_once_on_one_reply_are_two_hundred() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic that everybody reads").await;
    let (reply, _) = board.reply(&topic).await;
    let users = join_all((0..200).map(|_| board.world.user().create())).await;
    let voters = spread(&board, &users, 6);
    let path = format!("{}/vote", reply_path(&reply));
    join_all(voters.iter().map(|voter| insist(voter, &path))).await;
    let shown = board.visitor.get(&format!("{}/replies", topic_path(&topic))).await.data();
    assert_eq!(shown["replies"][0]["voteScore"], 200);
    assert_eq!(board.reputation(&reply["author"]).await, 2 + 200 * 10);
    board.recount().await;
}

#[tokio::test]
async fn one_voter_at_many_windows_has_one_vote() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic in many windows").await;
    let (user, _) = board.member().await;
    let windows = spread(&board, &vec![user; 24], 3);
    let path = format!("{}/vote", topic_path(&topic));
    let values = (0..24).map(|n| i32::from(n % 3 != 0));
    let votes = windows.iter().zip(values).map(|(window, value)| window.put(&path, json!({"value": value})));
    for vote in join_all(votes).await {
        vote.expect(200);
    }
    board.recount().await;
}

#[tokio::test]
async fn sixty_votes_of_a_day_at_once_are_fifty() {
    let board = Board::new().await;
    let (_, author) = board.member().await;
    let topic = board.topic_by(&author, json!({"title": "A topic with sixty replies"})).await;
    let id = crate::board::text(&topic, "id");
    board
        .world
        .sql(&format!(
            "INSERT INTO replies (id, topic_id, author_id, content)
             SELECT gen_random_uuid(), '{id}', t.author_id, 'One of sixty replies' FROM topics t, generate_series(1, 60)
             WHERE t.id = '{id}'"
        ))
        .await;
    let replies: Vec<uuid::Uuid> = board
        .world
        .owner()
        .query("SELECT id FROM replies", &[])
        .await
        .unwrap()
        .iter()
        .map(|r| r.get(0))
        .collect();
    let (user, _) = board.member().await;
    let windows = spread(&board, &vec![user; 60], 3);
    let paths: Vec<String> = replies.iter().map(|id| format!("/forum/replies/{id}/vote")).collect();
    let votes =
        join_all(windows.iter().zip(&paths).map(|(window, path)| window.put(path, json!({"value": 1}))))
            .await;
    assert_eq!(votes.iter().filter(|vote| vote.status == 200).count(), 50);
    let spent: Vec<_> = votes.iter().filter(|vote| vote.status == 429).collect();
    assert_eq!(spent.len(), 10);
    assert!(spent.iter().all(|vote| vote.code() == "daily_votes_spent"));
    let cast: i64 = board.world.one("SELECT count(*) FROM reply_votes", &[]).await;
    assert_eq!(cast, 50);
    board.recount().await;
}

#[tokio::test]
async fn yesterdays_votes_do_not_count_today() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic of two days").await;
    let (user, voter) = board.member().await;
    board
        .world
        .sql(&format!(
            "INSERT INTO vote_quotas VALUES ('{}', (now() AT TIME ZONE 'UTC')::date - 1, 50)",
            user.id
        ))
        .await;
    voter.put(&format!("{}/vote", topic_path(&topic)), json!({"value": 1})).await.expect(200);
    let used: i16 = board.world.one("SELECT used FROM vote_quotas", &[]).await;
    assert_eq!(used, 1);
}

#[tokio::test]
async fn after_a_topic_is_locked_no_reply_comes_however_close() {
    let board = Board::new().await;
    let moderator = board.moderator().await;
    for round in 0..4 {
        let (topic, _) = board.topic(&format!("A topic to be locked {round}")).await;
        let path = topic_path(&topic);
        let users = join_all((0..12).map(|_| board.world.user().create())).await;
        let repliers = spread(&board, &users, 3);
        let replies_path = format!("{path}/replies");
        let replies = join_all(
            repliers.iter().map(|r| r.post(&replies_path, json!({"content": "Just in time, perhaps."}))),
        );
        let lock_path = format!("{path}/lock");
        let lock = moderator.post(&lock_path, json!({"locked": true}));
        let (replies, lock) = futures::join!(replies, lock);
        let locked = lock.expect(200).data();
        let made = replies.iter().filter(|reply| reply.status == 201).count();
        let refused =
            replies.iter().filter(|reply| reply.status == 409 && reply.code() == "topic_locked").count();
        assert_eq!(made + refused, 12);
        assert_eq!(locked["replyCount"], made, "a reply came after the lock");
    }
    board.recount().await;
}

#[tokio::test]
async fn a_reply_that_is_accepted_while_it_is_deleted_is_not_accepted() {
    let board = Board::new().await;
    for _ in 0..6 {
        let (topic, asker) = board.topic_of(json!({"type": "question"})).await;
        let (reply, replier) = board.reply(&topic).await;
        let accept_path = format!("{}/accepted-reply", topic_path(&topic));
        let reply_path = reply_path(&reply);
        let accept = asker.put(&accept_path, json!({"replyId": reply["id"]}));
        let (accept, delete) = futures::join!(accept, replier.delete(&reply_path));
        delete.expect(204);
        assert!(matches!(accept.status.as_u16(), 200 | 422), "{:?}", accept.body);
        let now =
            asker.get(&format!("/forum/member/topics/{}", crate::board::text(&topic, "id"))).await.data();
        assert!(now["acceptedReplyId"].is_null());
        assert_eq!((&now["status"], board.reputation(&reply["author"]).await), (&json!("open"), 0));
    }
    board.recount().await;
}

#[tokio::test]
async fn replies_votes_edits_and_moves_at_once_leave_every_counter_right() {
    let board = Board::new().await;
    let (topic, author) = board.topic_of(json!({"type": "question", "tags": ["agents", "rag"]})).await;
    let (reply, _) = board.reply(&topic).await;
    let moderator = board.moderator().await;
    let members = board.members(8).await;
    let (path, reply_path) = (topic_path(&topic), reply_path(&reply));
    let work = members.iter().enumerate().map(|(n, member)| {
        let (path, reply_path, moderator, author, board) = (&path, &reply_path, &moderator, &author, &board);
        async move {
            member.post(&format!("{path}/replies"), json!({"content": "A reply among many others."})).await;
            member.put(&format!("{path}/vote"), json!({"value": 1})).await;
            member.put(&format!("{reply_path}/vote"), json!({"value": 1})).await;
            let category = if n % 2 == 0 { board.private } else { board.public };
            moderator.post(&format!("{path}/move"), json!({"categoryId": category})).await;
            author.patch(path, json!({"tags": [format!("tag {n}"), "rag"]})).await;
            author
                .put(
                    &format!("{path}/accepted-reply"),
                    json!({"replyId": (n % 2 == 0).then_some(0).map(|_| reply_path.rsplit('/').next())}),
                )
                .await;
            member.put(&format!("{reply_path}/vote"), json!({"value": 0})).await;
        }
    });
    join_all(work).await;
    let replies: i64 = board.world.one("SELECT reply_count::int8 FROM topics", &[]).await;
    assert_eq!(replies, 9);
    board.recount().await;
}
