//! How digests are wanted.

use serde_json::json;

use crate::desk::Desk;

const TARGET: &str = "/notifications/digest";

#[tokio::test]
async fn digests_come_daily_and_weekly_until_something_else_is_said() {
    let desk = Desk::new().await;
    let digest = desk.client.get(TARGET).await.data();
    assert_eq!(digest["daily"], json!({"isOn": true, "time": "09:00"}));
    assert_eq!(digest["weekly"], json!({"isOn": true, "day": 1, "time": "09:00"}));
    assert_eq!(digest["sections"], json!({"news": true, "forum": true, "jobs": true, "activity": true}));
    assert_eq!((&digest["minItems"], &digest["vacation"]["isOn"]), (&json!(3), &json!(false)));

    desk.world.sql("UPDATE digest_plans SET next_at = now()").await;
    let change = json!({
        "daily": {"isOn": false}, "weekly": {"day": 0, "time": "18:30"}, "sections": {"jobs": false}, "minItems": 20,
        "vacation": {"isOn": true, "until": "2026-12-24T00:00:00Z"},
    });
    let changed = desk.client.put(TARGET, change).await.data();
    assert_eq!(changed["daily"], json!({"isOn": false, "time": "09:00"}));
    assert_eq!(changed["weekly"], json!({"isOn": true, "day": 0, "time": "18:30"}));
    assert_eq!(changed["sections"], json!({"news": true, "forum": true, "jobs": false, "activity": true}));
    assert_eq!(changed["vacation"], json!({"isOn": true, "until": "2026-12-24T00:00:00Z"}));
    let planned: i64 =
        desk.world.one("SELECT count(*) FROM digest_plans WHERE next_at IS NOT NULL", &[]).await;
    assert_eq!(planned, 0, "the next ones are to be worked out");

    let again = desk.client.put(TARGET, json!({"vacation": {"isOn": false}})).await.data();
    assert_eq!(again["vacation"], json!({"isOn": false, "until": null}));
    assert_eq!(again["minItems"], 20);
    let (_, stranger) = desk.another().await;
    assert_eq!(stranger.get(TARGET).await.data()["minItems"], 3);
    desk.visitor.get(TARGET).await.expect(401);
}

#[tokio::test]
async fn what_cannot_be_is_named() {
    let desk = Desk::new().await;
    for (body, pointer) in [
        (json!({"daily": {"time": "9:00"}}), "/daily/time"),
        (json!({"weekly": {"time": "25:00"}}), "/weekly/time"),
        (json!({"weekly": {"day": 7}}), "/weekly/day"),
        (json!({"minItems": 0}), "/minItems"),
        (json!({"minItems": 21}), "/minItems"),
        (json!({"vacation": {"isOn": true, "until": "soon"}}), "/vacation/until"),
        (json!({"monthly": {}}), "/monthly"),
    ] {
        assert_eq!(desk.client.put(TARGET, body).await.expect(422).pointers(), [pointer]);
    }
}
