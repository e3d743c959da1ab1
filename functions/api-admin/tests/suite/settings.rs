//! Settings: who reads which, what is cached, what is noted.

use futures::future::join_all;
use neurmatic_core::words::Role;
use serde_json::json;

use crate::office::Office;

#[tokio::test]
async fn everybody_reads_the_public_ones_and_nothing_else() {
    let office = Office::new().await;
    let settings = office.anybody.get("/settings").await.expect(200).data()["settings"].clone();
    assert_eq!(settings["general.site_name"], json!("Neurmatic"));
    assert_eq!(settings.get("security.suspension_days_max"), None);
    let all = office.admin().get("/admin/settings").await.expect(200).data()["settings"].clone();
    let of =
        |key: &str| all.as_array().unwrap().iter().find(|setting| setting["key"] == key).unwrap().clone();
    assert_eq!(of("security.suspension_days_max")["isPublic"], json!(false));
    assert_eq!(of("general.site_name")["updatedAt"], json!(null));
    let public = all.as_array().unwrap().iter().filter(|setting| setting["isPublic"] == json!(true)).count();
    assert_eq!(settings.as_object().unwrap().len(), public);
}

#[tokio::test]
async fn a_change_is_seen_at_once_in_any_process_and_the_second_reader_is_served_from_the_cache() {
    let office = Office::new().await;
    let elsewhere = office.another_process();
    for (name, before) in [("First", "Neurmatic"), ("Second", "First")] {
        let miss = office.anybody.get("/settings").await.expect(200);
        assert_eq!(miss.header("cache-status"), Some("neurmatic; fwd=miss"));
        let hit = elsewhere.get("/settings").await.expect(200);
        assert_eq!(hit.header("cache-status"), Some("neurmatic; hit"));
        assert_eq!(hit.header("cache-control"), Some("public, max-age=3600, s-maxage=3600"));
        assert_eq!(hit.header("cache-tag"), Some("settings"));
        assert_eq!(hit.data()["settings"]["general.site_name"], json!(before));
        let change = json!({"settings": {"general.site_name": name}});
        office.admin().put("/admin/settings", change).await.expect(200);
        let kinds = "WITH gone AS (DELETE FROM purges RETURNING value) SELECT coalesce(string_agg(value, ' '), '') FROM gone";
        assert_eq!(office.world.one::<String>(kinds, &[]).await, "settings");
    }
    assert_eq!(elsewhere.get("/settings").await.data()["settings"]["general.site_name"], json!("Second"));
}

#[tokio::test]
async fn what_nobody_sees_makes_nothing_stale() {
    let office = Office::new().await;
    office.anybody.get("/settings").await.expect(200);
    let change = json!({"settings": {"security.suspension_days_max": 30}});
    office.admin().put("/admin/settings", change).await.expect(200);
    assert_eq!(office.anybody.get("/settings").await.header("cache-status"), Some("neurmatic; hit"));
}

#[tokio::test]
async fn a_change_is_noted_with_what_was_and_what_stays_the_same_is_not() {
    let office = Office::new().await;
    let change = json!({"settings": {"general.notice": "Back soon", "general.tagline": "News about language models"},
        "reason": "Maintenance tonight"});
    let reply = office.admin().put("/admin/settings", change).await.expect(200).data();
    let notice =
        reply["settings"].as_array().unwrap().iter().find(|s| s["key"] == "general.notice").unwrap().clone();
    assert_eq!((&notice["value"], notice["updatedAt"].is_string()), (&json!("Back soon"), true));
    let entries = office.admin().get("/admin/audit?action=setting.edit").await.expect(200).data();
    let entries = entries["entries"].as_array().unwrap().clone();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["targetId"], json!("general.notice"));
    assert_eq!(entries[0]["changes"], json!({"before": "", "after": "Back soon"}));
    assert_eq!(entries[0]["reason"], json!("Maintenance tonight"));
    assert_eq!(entries[0]["actorId"], json!(office.admin.id));
}

#[tokio::test]
async fn of_writers_at_once_each_sees_what_the_one_before_left() {
    let office = Office::new().await;
    let admin = office.admin();
    let put = async |n: i32| {
        let change = json!({"settings": {"security.suspension_days_max": n}});
        admin.put("/admin/settings", change).await.expect(200);
    };
    join_all((1..=6).map(put)).await;
    let entries = office.admin().get("/admin/audit").await.data()["entries"].as_array().unwrap().clone();
    let mut before: Vec<i64> =
        entries.iter().map(|entry| entry["changes"]["before"].as_i64().unwrap()).collect();
    before.sort_unstable();
    before.dedup();
    assert_eq!((entries.len(), before.len()), (6, 6), "{entries:?}");
}

#[tokio::test]
async fn nobody_but_administrators_sees_or_sets_them() {
    let office = Office::new().await;
    let change = json!({"settings": {"general.notice": "Mine"}});
    office.anybody.get("/admin/settings").await.expect(401);
    let moderator = office.anybody.signed_in(&office.user(Role::Moderator).await);
    moderator.get("/admin/settings").await.expect(403);
    moderator.put("/admin/settings", change).await.expect(403);
    assert_eq!(office.world.one::<i64>("SELECT count(*) FROM platform_settings", &[]).await, 0);
}
