//! Preferences and quiet hours.

use neurmatic_core::words::NotificationType;
use serde_json::{Value, json};

use crate::desk::Desk;

const TARGET: &str = "/notifications/preferences";

fn of(preferences: &Value, kind: &str) -> Value {
    preferences["types"].as_array().unwrap().iter().find(|it| it["type"] == kind).unwrap().clone()
}

#[tokio::test]
async fn every_type_has_its_default_until_something_else_is_said() {
    let desk = Desk::new().await;
    let preferences = desk.client.get(TARGET).await.data();
    assert_eq!(preferences["types"].as_array().unwrap().len(), NotificationType::ALL.len());
    assert_eq!(of(&preferences, "mention"), json!({"type": "mention", "inApp": true, "email": "real_time"}));
    assert_eq!(of(&preferences, "upvote"), json!({"type": "upvote", "inApp": true, "email": "off"}));

    let change =
        json!({"types": [{"type": "mention", "email": "weekly_digest"}, {"type": "upvote", "inApp": false}]});
    let changed = desk.client.put(TARGET, change).await.data();
    assert_eq!(of(&changed, "mention"), json!({"type": "mention", "inApp": true, "email": "weekly_digest"}));
    assert_eq!(of(&changed, "upvote"), json!({"type": "upvote", "inApp": false, "email": "off"}));
    let again = desk.client.put(TARGET, json!({"types": [{"type": "upvote", "inApp": true}]})).await.data();
    assert_eq!(of(&again, "upvote")["inApp"], true);
    assert_eq!(of(&again, "mention")["email"], "weekly_digest");

    let (_, stranger) = desk.another().await;
    assert_eq!(of(&stranger.get(TARGET).await.data(), "mention")["email"], "real_time");
}

#[tokio::test]
async fn what_is_not_wanted_on_the_site_is_not_in_the_list() {
    let desk = Desk::new().await;
    desk.client.put(TARGET, json!({"types": [{"type": "upvote", "inApp": false}]})).await.expect(200);
    desk.tell(NotificationType::Upvote, "Not wanted").await;
    desk.tell(NotificationType::Mention, "Wanted").await;
    assert_eq!(desk.list("").await.len(), 1);
    assert_eq!(desk.unread().await, 1);
}

#[tokio::test]
async fn quiet_hours_are_in_the_users_own_time() {
    let desk = Desk::new().await;
    desk.world.sql("UPDATE users SET timezone = 'Europe/Berlin'").await;
    let quiet = &desk.client.get(TARGET).await.data()["doNotDisturb"];
    let every_day = json!([0, 1, 2, 3, 4, 5, 6]);
    let expected = json!({"isOn": false, "from": "22:00", "until": "07:00", "days": every_day, "timezone": "Europe/Berlin"});
    assert_eq!(*quiet, expected);
    let wanted = json!({"isOn": true, "from": "20:30", "until": "08:15", "days": [6, 5, 5]});
    let quiet = &desk.client.put(TARGET, json!({"doNotDisturb": wanted})).await.data()["doNotDisturb"];
    let expected =
        json!({"isOn": true, "from": "20:30", "until": "08:15", "days": [5, 6], "timezone": "Europe/Berlin"});
    assert_eq!(*quiet, expected);
}

#[tokio::test]
async fn what_cannot_be_is_named() {
    let desk = Desk::new().await;
    let hours = |from: &str, until: &str, days: Value| json!({"doNotDisturb": {"isOn": true, "from": from, "until": until, "days": days}});
    for (body, pointer) in [
        (hours("24:00", "07:00", json!([1])), "/doNotDisturb/from"),
        (hours("22:00", "7:00", json!([1])), "/doNotDisturb/until"),
        (hours("22:00", "22:00", json!([1])), "/doNotDisturb/until"),
        (hours("22:00", "07:00", json!([])), "/doNotDisturb/days"),
        (hours("22:00", "07:00", json!([7])), "/doNotDisturb/days"),
        (json!({"types": [{"type": "mention"}, {"type": "mention"}]}), "/types/1/type"),
        (json!({"types": [{"type": "rain"}]}), "/types/0/type"),
        (json!({"types": [{"type": "mention", "email": "yearly"}]}), "/types/0/email"),
        (json!({"push": true}), "/push"),
    ] {
        assert_eq!(desk.client.put(TARGET, body).await.expect(422).pointers(), [pointer]);
    }
    desk.visitor.put(TARGET, json!({})).await.expect(401);
}
