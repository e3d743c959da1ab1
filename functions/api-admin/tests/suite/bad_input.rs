//! What is refused, and how it is named.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::office::{Office, because, path, suspended};

#[tokio::test]
async fn unknown_settings_and_wrong_values_are_faults_of_their_fields_and_nothing_is_set() {
    let office = Office::new().await;
    let change = json!({"settings": {
        "general.site_name": 7, "general.nope": 1, "a/b~c": 1, "general.default_locale": "xx", "general.notice": "Good",
    }});
    let reply = office.admin().put("/admin/settings", change).await.expect(422);
    let mut pointers = reply.pointers();
    pointers.sort();
    assert_eq!(
        pointers,
        [
            "/settings/a~1b~0c",
            "/settings/general.default_locale",
            "/settings/general.nope",
            "/settings/general.site_name"
        ]
    );
    let reply =
        office.admin().put("/admin/settings", json!({"settings": {}, "reason": ""})).await.expect(422);
    assert_eq!(reply.pointers(), ["/reason", "/settings"]);
    assert_eq!(office.world.one::<i64>("SELECT count(*) FROM platform_settings", &[]).await, 0);
    assert_eq!(office.world.one::<i64>("SELECT count(*) FROM audit_log", &[]).await, 0);
}

#[tokio::test]
async fn a_change_of_an_account_that_makes_no_sense_is_refused_field_by_field() {
    let office = Office::new().await;
    let user = office.user(Role::User).await;
    let past = "2020-01-01T00:00:00Z";
    for (change, pointers) in [
        (json!({"role": "moderator", "reason": "short"}), vec!["/reason"]),
        (because(json!({})), vec!["/status"]),
        (because(json!({"role": "visitor"})), vec!["/role"]),
        (because(json!({"status": "deleted"})), vec!["/status"]),
        (because(json!({"status": "suspended"})), vec!["/suspendedUntil"]),
        (because(json!({"status": "suspended", "suspendedUntil": past})), vec!["/suspendedUntil"]),
        (
            because(json!({"status": "banned", "suspendedUntil": "2999-01-01T00:00:00Z"})),
            vec!["/suspendedUntil"],
        ),
        (suspended(366), vec!["/suspendedUntil"]),
    ] {
        let reply = office.admin().patch(&path(&user), change.clone()).await.expect(422);
        assert_eq!(reply.pointers(), pointers, "{change}");
    }
    assert_eq!(office.status_of(&user).await, "user active");
    let nobody = "/admin/users/0198c0de-0000-7000-8000-000000000001";
    office.admin().patch(nobody, because(json!({"role": "premium"}))).await.expect(404);
}

#[tokio::test]
async fn a_suspension_lasts_no_longer_than_the_setting_says() {
    let office = Office::new().await;
    let user = office.user(Role::User).await;
    let change = json!({"settings": {"security.suspension_days_max": 7}});
    office.admin().put("/admin/settings", change).await.expect(200);
    office.admin().patch(&path(&user), suspended(8)).await.expect(422);
    office.admin().patch(&path(&user), suspended(6)).await.expect(200);
}

#[tokio::test]
async fn parameters_that_cannot_be_used_are_named() {
    let office = Office::new().await;
    for target in [
        "/admin/users?q=",
        "/admin/users?role=king",
        "/admin/users?limit=101",
        "/admin/audit?target=x",
        "/admin/audit?from=yesterday",
        "/admin/audit?action=",
    ] {
        office.admin().get(target).await.expect(400);
    }
}
