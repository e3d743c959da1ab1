//! The list: one's own, newest first, with its filters.

use neurmatic_core::words::NotificationType;
use serde_json::{Value, json};

use crate::desk::{Desk, titles};

#[tokio::test]
async fn a_list_holds_ones_own_newest_first_and_pages_lead_through_it() {
    let desk = Desk::new().await;
    let (other, _) = desk.another().await;
    for n in 1..=5 {
        desk.tell(NotificationType::Mention, &format!("News {n}")).await;
    }
    desk.tell_by(other.id, NotificationType::Mention, "Somebody else's", None).await;
    assert_eq!(titles(&desk.list("").await), ["News 5", "News 4", "News 3", "News 2", "News 1"]);

    let first = desk.client.get("/notifications?limit=2").await.expect(200).json();
    assert_eq!(first["pagination"]["total"], 5);
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
    assert_eq!(titles(&desk.list(&format!("?limit=2&cursor={cursor}")).await), ["News 3", "News 2"]);
    assert_eq!(titles(&desk.list("?limit=2&page=3").await), ["News 1"]);

    let (_, stranger) = desk.another().await;
    let target = format!("/notifications?limit=2&cursor={cursor}");
    assert_eq!(stranger.get(&target).await.expect(400).pointers(), ["/query/cursor"]);
}

#[tokio::test]
async fn a_list_can_be_of_a_type_or_of_what_is_unread() {
    let desk = Desk::new().await;
    desk.tell(NotificationType::Mention, "Named").await;
    desk.tell(NotificationType::Message, "Written to").await;
    let id = desk.list("?type=mention").await[0]["id"].as_str().unwrap().to_owned();
    desk.client.put(&format!("/notifications/{id}/read"), json!({})).await.expect(200);
    assert_eq!(titles(&desk.list("?unreadOnly=true").await), ["Written to"]);
    assert!(desk.list("?unreadOnly=true&type=mention").await.is_empty());
    let total = |body: Value| body["pagination"]["total"].clone();
    assert_eq!(total(desk.client.get("/notifications?unreadOnly=true").await.json()), 1);
    assert_eq!(total(desk.client.get("/notifications?type=message").await.json()), Value::Null);
    desk.client.get("/notifications?type=news").await.expect(400);
    desk.client.get("/notifications?limit=101").await.expect(400);
}

#[tokio::test]
async fn a_card_names_whose_doing_it_was_until_that_account_is_gone() {
    let desk = Desk::new().await;
    let (actor, _) = desk.another().await;
    desk.tell_by(desk.user.id, NotificationType::NewFollower, "A follower", Some(actor.id)).await;
    let card = desk.list("").await.remove(0);
    assert_eq!(card["actor"], json!({"id": actor.id, "username": actor.username, "name": actor.username}));
    assert_eq!((&card["actionUrl"], &card["isRead"]), (&json!("/somewhere"), &json!(false)));
    assert!(!card.to_string().contains(&actor.email));
    desk.world.sql(&format!("UPDATE users SET status = 'deleted' WHERE id = '{}'", actor.id)).await;
    assert_eq!(desk.list("").await[0]["actor"], Value::Null);
    desk.world.sql(&format!("DELETE FROM users WHERE id = '{}'", actor.id)).await;
    assert_eq!(titles(&desk.list("").await), ["A follower"]);
}

#[tokio::test]
async fn nobody_reads_without_signing_in() {
    let desk = Desk::new().await;
    for target in ["/notifications", "/notifications/unread-count", "/notifications/preferences"] {
        desk.visitor.get(target).await.expect(401);
    }
    let reply = desk.client.get("/notifications").await;
    assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"));
}
