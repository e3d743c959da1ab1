//! Private categories: nowhere to be seen by those who may not.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, text, titles, topic_path};

#[tokio::test]
async fn a_private_topic_shows_in_no_public_answer() {
    let board = Board::new().await;
    let moderator = board.moderator().await;
    let mut hidden = Vec::new();
    for (category, title) in
        [(board.private, "Secretive words of members"), (board.staff, "Secretive words of staff")]
    {
        let fields =
            json!({"categoryId": category, "title": title, "type": "question", "tags": ["secretive"]});
        hidden.push(board.topic_by(&moderator, fields).await);
    }
    let author = text(&hidden[0]["author"], "id").to_owned();
    let lists = [
        "".to_owned(),
        "?sort=createdAt".to_owned(),
        "?sort=voteScore".to_owned(),
        "?category=private".to_owned(),
        "?category=staff".to_owned(),
        "?tag=secretive".to_owned(),
        "?q=secretive".to_owned(),
        "?type=question".to_owned(),
        "?status=open".to_owned(),
        format!("?author={author}"),
        "/unanswered".to_owned(),
        "/unanswered?category=private".to_owned(),
    ];
    for list in lists {
        let page = board.visitor.get(&format!("/forum/topics{list}")).await.expect(200).json();
        assert_eq!((titles(&page["data"]).len(), &page["pagination"]["total"]), (0, &json!(0)), "{list}");
    }
    for topic in &hidden {
        for key in ["id", "slug"] {
            let path = format!("/forum/topics/{}", text(topic, key));
            board.visitor.get(&path).await.expect(404);
            board.visitor.get(&format!("{path}/replies")).await.expect(404);
        }
        // A public route ignores who asks.
        moderator.get(&topic_path(topic)).await.expect(404);
    }
    assert_eq!(board.visitor.get("/forum/tags").await.data()["tags"], json!([]));
    let categories = board.visitor.get("/forum/categories").await.data();
    assert_eq!(categories["categories"].as_array().unwrap().len(), 1);
    board.recount().await;
}

#[tokio::test]
async fn members_see_what_is_private_and_moderators_what_is_theirs() {
    let board = Board::new().await;
    let moderator = board.moderator().await;
    for (category, title) in
        [(board.public, "Of everybody"), (board.private, "Of members"), (board.staff, "Of staff")]
    {
        board.topic_by(&moderator, json!({"categoryId": category, "title": title, "tags": ["shared"]})).await;
    }
    for (role, expected) in [
        (Role::User, vec!["Of members", "Of everybody"]),
        (Role::Company, vec!["Of members", "Of everybody"]),
        (Role::Moderator, vec!["Of staff", "Of members", "Of everybody"]),
        (Role::Admin, vec!["Of staff", "Of members", "Of everybody"]),
    ] {
        let (_, reader) = board.with_role(role).await;
        for list in ["", "?tag=shared", "?sort=lastActivityAt", "?status=open"] {
            let page = reader.get(&format!("/forum/member/topics{list}")).await.expect(200);
            assert_eq!(titles(&page.data()), expected, "{role} {list}");
            assert_eq!(page.json()["pagination"]["total"], expected.len(), "{role} {list}");
            assert_eq!(page.header("cache-control"), Some("private, no-cache, no-store"));
            assert!(page.header("cache-tag").is_none() && page.header("etag").is_none());
        }
    }
    board.visitor.get("/forum/member/topics").await.expect(401);
}

#[tokio::test]
async fn what_one_may_not_see_is_unknown_to_every_write() {
    let board = Board::new().await;
    let moderator = board.moderator().await;
    let topic = board.topic_by(&moderator, json!({"categoryId": board.staff, "type": "question"})).await;
    let path = topic_path(&topic);
    let reply = moderator
        .post(&format!("{path}/replies"), json!({"content": "Between us moderators."}))
        .await
        .expect(201)
        .data();
    let (_, member) = board.member().await;
    let reply_path = crate::board::reply_path(&reply);
    member.get(&format!("/forum/member/topics/{}", text(&topic, "id"))).await.expect(404);
    member.get(&format!("/forum/member/topics/{}/replies", text(&topic, "id"))).await.expect(404);
    member.post(&format!("{path}/replies"), json!({"content": "Let me in, please."})).await.expect(404);
    member.put(&format!("{path}/vote"), json!({"value": 1})).await.expect(404);
    member.put(&format!("{reply_path}/vote"), json!({"value": 1})).await.expect(404);
    member.put(&format!("{path}/watch"), json!({"level": "watch"})).await.expect(404);
    member.put(&format!("{path}/accepted-reply"), json!({"replyId": reply["id"]})).await.expect(404);
    member.patch(&path, json!({"title": "A new title"})).await.expect(404);
    member.delete(&path).await.expect(404);
    member.patch(&reply_path, json!({"content": "Other words here."})).await.expect(404);
    member.delete(&reply_path).await.expect(404);
    for (kind, target) in [("topic", &topic["id"]), ("reply", &reply["id"])] {
        let body = json!({"targetType": kind, "targetId": target, "reason": "spam"});
        assert_eq!(member.post("/reports", body).await.expect(422).pointers(), ["/targetId"]);
    }
    let body = json!({"title": "Smuggled in", "content": "Words for the staff.", "categoryId": board.staff});
    assert_eq!(member.post("/forum/topics", body).await.expect(422).pointers(), ["/categoryId"]);
    board.recount().await;
}

#[tokio::test]
async fn a_topic_that_moves_to_a_private_category_is_gone_for_visitors_at_once() {
    let board = Board::new().await;
    let (topic, author) = board.topic_of(json!({"title": "A topic on its way", "tags": ["moving"]})).await;
    let elsewhere = board.another_process();
    let lists = ["/forum/topics", "/forum/topics?tag=moving", "/forum/topics?category=public"];
    for path in lists {
        assert_eq!(titles(&elsewhere.get(path).await.data()).len(), 1);
    }
    elsewhere.get(&topic_path(&topic)).await.expect(200);
    elsewhere.get(&format!("{}/replies", topic_path(&topic))).await.expect(200);
    let moderator = board.moderator().await;
    moderator
        .post(&format!("{}/move", topic_path(&topic)), json!({"categoryId": board.private}))
        .await
        .expect(200);
    for path in lists {
        assert_eq!(titles(&elsewhere.get(path).await.data()).len(), 0);
    }
    elsewhere.get(&topic_path(&topic)).await.expect(404);
    elsewhere.get(&format!("{}/replies", topic_path(&topic))).await.expect(404);
    author.get(&format!("/forum/member/topics/{}", text(&topic, "id"))).await.expect(200);
    board.recount().await;
    board.world.sql("UPDATE forum_categories SET visibility = 'moderator_only' WHERE slug = 'private'").await;
    author.get(&format!("/forum/member/topics/{}", text(&topic, "id"))).await.expect(404);
    board.recount().await;
}
