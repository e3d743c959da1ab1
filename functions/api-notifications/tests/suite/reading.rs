//! Reading: only one's own, once, and counted exactly whatever happens at the same time.

use futures::future::join_all;
use neurmatic_core::words::NotificationType;
use serde_json::json;

use crate::desk::{Desk, titles};

#[tokio::test]
async fn what_is_read_is_read_once_and_by_its_user_only() {
    let desk = Desk::new().await;
    desk.tell(NotificationType::Mention, "One").await;
    desk.tell(NotificationType::Mention, "Two").await;
    assert_eq!(desk.unread().await, 2);
    let id = desk.list("").await[0]["id"].as_str().unwrap().to_owned();
    let target = format!("/notifications/{id}/read");

    let (other, stranger) = desk.another().await;
    stranger.put(&target, json!({})).await.expect(404);
    desk.tell_by(other.id, NotificationType::Mention, "Theirs", None).await;
    stranger.put(&target, json!({})).await.expect(404);
    stranger.delete(&format!("/notifications/{id}")).await.expect(204);
    assert_eq!(desk.unread().await, 2);

    let replies = join_all((0..6).map(|_| desk.client.put(&target, json!({})))).await;
    assert!(replies.iter().all(|reply| reply.data()["unreadCount"] == 1));
    assert_eq!(desk.unread().await, 1);
    let read_at = desk.list("").await[0]["readAt"].clone();
    desk.client.put(&target, json!({})).await.expect(200);
    assert_eq!(desk.list("").await[0]["readAt"], read_at);
    desk.client.put("/notifications/0198c0de-0000-7000-8000-000000000000/read", json!({})).await.expect(404);
}

#[tokio::test]
async fn everything_is_read_but_what_came_after_the_moment_that_is_named() {
    let desk = Desk::new().await;
    desk.tell(NotificationType::Mention, "Seen").await;
    let seen = desk.list("").await[0]["updatedAt"].as_str().unwrap().to_owned();
    desk.tell(NotificationType::Mention, "Not seen yet").await;
    let reply = desk.client.put(&format!("/notifications/read-all?until={seen}"), json!({})).await;
    assert_eq!(reply.data()["unreadCount"], 1);
    assert_eq!(titles(&desk.list("?unreadOnly=true").await), ["Not seen yet"]);
    desk.client.put("/notifications/read-all?until=yesterday", json!({})).await.expect(400);
    assert_eq!(desk.client.put("/notifications/read-all", json!({})).await.data()["unreadCount"], 0);
    let (_, stranger) = desk.another().await;
    assert_eq!(stranger.put("/notifications/read-all", json!({})).await.data()["unreadCount"], 0);
}

#[tokio::test]
async fn a_bundle_that_grows_while_all_is_read_is_neither_lost_nor_counted_twice() {
    let desk = Desk::new().await;
    let told = join_all((0..15).map(|_| desk.tell(NotificationType::TopicReply, "Another reply")));
    let read = async {
        for _ in 0..10 {
            desk.client.put("/notifications/read-all", json!({})).await.expect(200);
        }
    };
    futures::join!(told, read);
    let list = desk.list("").await;
    let stands_for: i64 = list.iter().map(|item| item["bundleCount"].as_i64().unwrap()).sum();
    assert_eq!(stands_for, 15);
    let unread = list.iter().filter(|item| item["isRead"] == false).count();
    assert_eq!(desk.unread().await, i64::try_from(unread).unwrap());
    assert!(unread <= 1, "two bundles are open: {list:?}");
}

#[tokio::test]
async fn what_is_taken_away_counts_no_more() {
    let desk = Desk::new().await;
    desk.tell(NotificationType::Mention, "One").await;
    desk.tell(NotificationType::Mention, "Two").await;
    let id = desk.list("").await[0]["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        desk.client.delete(&format!("/notifications/{id}")).await.expect(204);
    }
    assert_eq!((titles(&desk.list("").await), desk.unread().await), (vec!["One"], 1));
    assert_eq!(desk.client.get("/notifications").await.json()["pagination"]["total"], 1);
    desk.world.sql(&format!("DELETE FROM users WHERE id = '{}'", desk.user.id)).await;
    let left: i64 = desk.world.one("SELECT count(*) FROM notification_counters", &[]).await;
    assert_eq!(left, 0);
}
