//! Alerts: ten a user, each the user's own.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::json;

use crate::board::{Board, text};

#[tokio::test]
async fn an_alert_is_added_changed_and_removed_by_its_user() {
    let board = Board::new().await;
    let user = board.somebody(Role::User).await;
    let criteria = json!({"keywords": "rust", "workLocations": ["remote"], "modelIds": [board.models[0]]});
    let made =
        user.post("/jobs/alerts", json!({"name": "Mine", "criteria": criteria})).await.expect(201).data();
    assert_eq!((&made["criteria"]["keywords"], &made["isActive"]), (&json!("rust"), &json!(true)));
    let target = format!("/jobs/alerts/{}", text(&made, "id"));
    let changed = user.patch(&target, json!({"isActive": false})).await.data();
    assert_eq!((&changed["isActive"], &changed["criteria"]), (&json!(false), &made["criteria"]));
    let changed = user.patch(&target, json!({"criteria": {"salaryMin": 50_000}})).await.data();
    assert_eq!((&changed["criteria"]["salaryMin"], &changed["name"]), (&json!(50_000), &json!("Mine")));
    let other = board.somebody(Role::Admin).await;
    other.get(&target).await.expect(404);
    other.patch(&target, json!({"name": "Theirs"})).await.expect(404);
    other.delete(&target).await.expect(204);
    assert_eq!(user.get(&target).await.data()["name"], "Mine");
    assert_eq!(user.get("/jobs/alerts").await.data()["alerts"].as_array().unwrap().len(), 1);
    user.delete(&target).await.expect(204);
    user.get(&target).await.expect(404);
}

#[tokio::test]
async fn ten_alerts_are_the_most_however_many_ask_at_once() {
    let board = Board::new().await;
    let user = board.somebody(Role::User).await;
    let alert = json!({"name": "One of many", "criteria": {"keywords": "rust"}});
    let replies = join_all((0..16).map(|_| user.post("/jobs/alerts", alert.clone()))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 10);
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "too_many_alerts"));
    let count: i64 = board.world.one("SELECT count(*) FROM job_alerts", &[]).await;
    assert_eq!(count, 10);
}

#[tokio::test]
async fn bad_criteria_are_named() {
    let board = Board::new().await;
    let user = board.somebody(Role::User).await;
    let unknown = "0198c0de-0000-7000-8000-000000000000";
    for (pointer, criteria) in [
        ("/criteria", json!({})),
        ("/criteria/keywords", json!({"keywords": "x"})),
        ("/criteria/salaryMin", json!({"salaryMin": 0})),
        ("/criteria/types/0", json!({"types": ["any"]})),
        ("/criteria/modelIds", json!({"modelIds": [unknown]})),
        ("/criteria/color", json!({"color": "red"})),
    ] {
        let reply = user.post("/jobs/alerts", json!({"name": "Bad", "criteria": criteria})).await.expect(422);
        assert_eq!(reply.pointers(), [pointer]);
    }
    let nameless = user.post("/jobs/alerts", json!({"name": "", "criteria": {"salaryMin": 1}})).await;
    assert_eq!(nameless.expect(422).pointers(), ["/name"]);
}
