//! Reports: once each, hidden by five, decided by moderators.

use futures::future::join_all;
use neurmatic_testing::Client;
use serde_json::{Value, json};

use crate::board::{Board, reply_path, text, titles, topic_path};

fn report_of(kind: &str, target: &Value) -> Value {
    json!({"targetType": kind, "targetId": target["id"], "reason": "harassment", "description": "It insults somebody."})
}

async fn report_by(reporters: &[Client], kind: &str, target: &Value) {
    let sent =
        join_all(reporters.iter().map(|reporter| reporter.post("/reports", report_of(kind, target)))).await;
    for report in sent {
        report.expect(201);
    }
}

#[tokio::test]
async fn a_user_reports_a_thing_once_and_never_their_own() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic to be reported").await;
    let (_, reporter) = board.member().await;
    let windows: Vec<Client> = (0..6).map(|_| reporter.clone()).collect();
    let sent =
        join_all(windows.iter().map(|window| window.post("/reports", report_of("topic", &topic)))).await;
    assert_eq!(sent.iter().filter(|report| report.status == 201).count(), 1);
    assert!(sent.iter().all(|report| report.status == 201 || report.code() == "already_reported"));
    assert_eq!(author.post("/reports", report_of("topic", &topic)).await.expect(403).code(), "own_content");
}

#[tokio::test]
async fn the_fifth_of_five_reports_at_once_hides_a_topic() {
    let board = Board::new().await;
    let (topic, _) = board.topic_of(json!({"title": "A topic that five report", "tags": ["bad"]})).await;
    let reporters = board.members(5).await;
    report_by(&reporters[..4], "topic", &topic).await;
    board.visitor.get(&topic_path(&topic)).await.expect(200);
    assert_eq!(titles(&board.visitor.get("/forum/topics").await.data()).len(), 1);
    report_by(&reporters[4..], "topic", &topic).await;
    board.visitor.get(&topic_path(&topic)).await.expect(404);
    assert_eq!(titles(&board.visitor.get("/forum/topics").await.data()).len(), 0);
    assert_eq!(board.visitor.get("/forum/tags").await.data()["tags"], json!([]));
    let moderator = board.moderator().await;
    let seen = moderator.get(&format!("/forum/member/topics/{}", text(&topic, "id"))).await.data();
    assert_eq!(seen["isHidden"], true);
    board.recount().await;

    let (other, _) = board.topic("A topic that five report at once").await;
    report_by(&board.members(5).await, "topic", &other).await;
    board.visitor.get(&topic_path(&other)).await.expect(404);
    board.recount().await;
}

#[tokio::test]
async fn a_hidden_reply_comes_back_when_its_reports_are_dismissed() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic with a reported reply").await;
    let (reply, _) = board.reply(&topic).await;
    let path = format!("{}/replies", topic_path(&topic));
    report_by(&board.members(5).await, "reply", &reply).await;
    assert_eq!(board.visitor.get(&path).await.json()["pagination"]["total"], 0);
    board.recount().await;
    let moderator = board.moderator().await;
    let queue = moderator.get("/reports").await.expect(200).json();
    assert_eq!(
        (&queue["pagination"]["total"], &queue["data"]["reports"][0]["isHidden"]),
        (&json!(5), &json!(true))
    );
    let id = text(&queue["data"]["reports"][0], "id").to_owned();
    moderator.put(&format!("/reports/{id}"), json!({"status": "reviewing"})).await.expect(200);
    assert_eq!(moderator.get("/reports?status=reviewing").await.json()["pagination"]["total"], 1);
    let decision = json!({"status": "dismissed", "resolutionNote": "Nothing wrong with it"});
    moderator.put(&format!("/reports/{id}"), decision).await.expect(200);
    assert_eq!(moderator.get("/reports").await.json()["pagination"]["total"], 0);
    let done = moderator.get("/reports?status=dismissed").await.json();
    assert_eq!(done["pagination"]["total"], 5);
    assert_eq!(done["data"]["reports"][0]["resolutionNote"], "Nothing wrong with it");
    assert_eq!(board.visitor.get(&path).await.json()["pagination"]["total"], 1);
    let (_, sixth) = board.member().await;
    sixth.post("/reports", report_of("reply", &reply)).await.expect(201);
    assert_eq!(
        board.visitor.get(&path).await.json()["pagination"]["total"],
        1,
        "decided reports hide nothing"
    );
    board.recount().await;
}

#[tokio::test]
async fn a_violation_hides_a_topic_by_one_report() {
    let board = Board::new().await;
    let (topic, _) = board.topic("A topic against the rules").await;
    report_by(&board.members(1).await, "topic", &topic).await;
    let moderator = board.moderator().await;
    let queue = moderator.get("/reports").await.data();
    let path = format!("/reports/{}", text(&queue["reports"][0], "id"));
    let decided = moderator.put(&path, json!({"status": "resolved_violation"})).await.expect(200).data();
    assert_eq!(decided["isHidden"], true);
    board.visitor.get(&topic_path(&topic)).await.expect(404);
    moderator.put(&path, json!({"status": "resolved_no_action"})).await.expect(200);
    board.visitor.get(&topic_path(&topic)).await.expect(200);
    board.recount().await;
}

#[tokio::test]
async fn what_looks_like_spam_is_in_the_queue_and_still_shows() {
    let board = Board::new().await;
    let spam =
        json!({"title": "The best Online Casino of all", "content": "Nothing to see but advertising here."});
    let (topic, _) = board.topic_of(spam).await;
    board.topic("A topic without such words").await;
    let (edited, author) = board.topic("A topic that becomes bad").await;
    let body = json!({"content": "Make money fast, and work from home!"});
    author.patch(&topic_path(&edited), body.clone()).await.expect(200);
    author.patch(&topic_path(&edited), body).await.expect(200);
    let queue = board.moderator().await.get("/reports").await.json();
    assert_eq!(queue["pagination"]["total"], 2);
    let first = &queue["data"]["reports"][0];
    assert_eq!(
        (&first["targetId"], &first["reporterId"], &first["reason"]),
        (&topic["id"], &json!(null), &json!("spam"))
    );
    board.visitor.get(&topic_path(&topic)).await.expect(200);
}

#[tokio::test]
async fn the_queue_is_for_moderators_and_is_read_page_by_page() {
    let board = Board::new().await;
    let (topic, author) = board.topic("A topic with two reports").await;
    let (reply, _) = board.reply(&topic).await;
    let (_, reporter) = board.member().await;
    reporter.post("/reports", report_of("topic", &topic)).await.expect(201);
    reporter.post("/reports", report_of("reply", &reply)).await.expect(201);
    author.get("/reports").await.expect(403);
    let moderator = board.moderator().await;
    let first = moderator.get("/reports?limit=1").await.json();
    assert_eq!(first["data"]["reports"][0]["targetType"], "topic");
    let cursor = text(&first["pagination"], "nextCursor");
    let second = moderator.get(&format!("/reports?limit=1&cursor={cursor}")).await.json();
    assert_eq!(second["data"]["reports"][0]["targetType"], "reply");
    assert_eq!(second["data"]["reports"][0]["topicId"], topic["id"]);
    assert!(second["pagination"]["nextCursor"].is_null());
    let none = format!("/reports/{}", text(&topic, "id"));
    moderator.put(&none, json!({"status": "dismissed"})).await.expect(404);
    author.delete(&topic_path(&topic)).await.expect(204);
    let decided = format!("/reports/{}", text(&first["data"]["reports"][0], "id"));
    let reply = moderator.put(&decided, json!({"status": "resolved_violation"})).await.expect(200).data();
    assert_eq!(reply["isHidden"], json!(null), "{}", reply_path(&topic));
}
