//! Whatever comes in: a problem that names the place, and no 5xx.

use serde_json::{Value, json};

use crate::board::{Board, reply_path, topic_path};

#[tokio::test]
async fn bad_parameters_are_named() {
    let board = Board::new().await;
    for (query, pointer) in [
        ("limit=0", "/query/limit"),
        ("limit=101", "/query/limit"),
        ("page=51&limit=20", "/query/page"),
        ("cursor=AAAA", "/query/cursor"),
        ("sort=views", "/query/sort"),
        ("type=poll", "/query/type"),
        ("status=deleted", "/query/status"),
        ("author=me", "/query/author"),
        ("unknown=1", "/query/unknown"),
        ("q=a", "/query/q"),
        ("tag=a,b,c,d,e,f", "/query/tag"),
    ] {
        for path in ["/forum/topics", "/forum/member/topics"] {
            let (_, reader) = board.member().await;
            let reply = reader.from_address(&board.world.address()).get(&format!("{path}?{query}")).await;
            assert_eq!(reply.expect(400).pointers(), [pointer], "{path} {query}");
        }
    }
    let (topic, _) = board.topic("A topic with bad questions").await;
    let path = topic_path(&topic);
    for (target, pointer) in [
        (format!("{path}/replies?sort=best"), "/query/sort"),
        ("/forum/topics/unanswered?type=paper".to_owned(), "/query/type"),
        ("/forum/tags?limit=0".to_owned(), "/query/limit"),
    ] {
        assert_eq!(board.visitor.get(&target).await.expect(400).pointers(), [pointer], "{target}");
    }
    for q in ["%26%26%26", "a%27b", "%21%21", "%28%28", "%22open", "%3A%2A", "--", "the"] {
        board.visitor.get(&format!("/forum/topics?q={q}")).await.expect(200);
    }
}

#[tokio::test]
async fn bad_bodies_are_named_and_write_nothing() {
    let board = Board::new().await;
    let good = json!({"title": "A good title", "content": "Good words, enough of them.", "categoryId": board.public});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (pointer, body) in [
        ("/title", with("title", json!("four"))),
        ("/title", with("title", json!("x".repeat(256)))),
        ("/title", with("title", json!("nul \u{0} in it"))),
        ("/content", with("content", json!("too short"))),
        ("/content", with("content", json!("x".repeat(50_001)))),
        ("/categoryId", with("categoryId", json!("0198c0de-0000-7000-8000-000000000000"))),
        ("/type", with("type", json!("poll"))),
        ("/tags", with("tags", json!(["a", "b", "c", "d", "e", "f"]))),
        ("/tags/1", with("tags", json!(["fine", "日本"]))),
        ("/tags/0", with("tags", json!(["x".repeat(51)]))),
        ("/isDraft", with("isDraft", json!(true))),
    ] {
        let (_, member) = board.member().await;
        let reply = member.post("/forum/topics", body.clone()).await.expect(422);
        assert!(reply.pointers().contains(&pointer.to_owned()), "{pointer}: {}", reply.json());
    }
    let count: i64 = board.world.one("SELECT count(*) FROM topics", &[]).await;
    assert_eq!(count, 0);
}

#[tokio::test]
async fn bad_replies_votes_watches_and_reports_are_named() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic with bad requests").await;
    let (reply, _) = board.reply(&topic).await;
    let (_, member) = board.member().await;
    let (path, reply_path) = (topic_path(&topic), reply_path(&reply));
    let report = |field: &str, value: Value| {
        let mut body = json!({"targetType": "topic", "targetId": topic["id"], "reason": "spam"});
        body[field] = value;
        body
    };
    for (method, target, body, pointer) in [
        ("POST", format!("{path}/replies"), json!({"content": "short"}), "/content"),
        ("POST", format!("{path}/replies"), json!({"content": "x".repeat(10_001)}), "/content"),
        ("PUT", format!("{path}/vote"), json!({"value": 2}), "/value"),
        ("PUT", format!("{reply_path}/vote"), json!({"value": "up"}), "/value"),
        ("PUT", format!("{path}/watch"), json!({"level": "some"}), "/level"),
        ("POST", "/reports".to_owned(), report("targetType", json!("job")), "/targetType"),
        (
            "POST",
            "/reports".to_owned(),
            report("targetId", json!("0198c0de-0000-7000-8000-000000000000")),
            "/targetId",
        ),
        ("POST", "/reports".to_owned(), report("reason", json!("dislike")), "/reason"),
        ("POST", "/reports".to_owned(), report("description", json!("short")), "/description"),
    ] {
        let reply = member.send(method, &target, Some(body.to_string())).await.expect(422);
        assert_eq!(reply.pointers(), [pointer], "{method} {target} {body}");
    }
    for body in [json!({"status": "archived"}), json!({"status": "resolved"})] {
        assert_eq!(author.patch(&path, body).await.expect(422).pointers(), ["/status"]);
    }
    let moderator = board.moderator().await;
    let body = json!({"categoryId": "0198c0de-0000-7000-8000-000000000000"});
    assert_eq!(moderator.post(&format!("{path}/move"), body).await.expect(422).pointers(), ["/categoryId"]);
    let long = json!({"pinned": true, "reason": "x".repeat(501)});
    assert_eq!(moderator.post(&format!("{path}/pin"), long).await.expect(422).pointers(), ["/reason"]);
    board.visitor.get("/forum/topics/No%20slug").await.expect(404);
    member.put("/forum/topics/not-an-id/vote", json!({"value": 1})).await.expect(400);
}
