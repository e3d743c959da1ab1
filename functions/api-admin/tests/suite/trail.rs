//! The trail.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::office::{Office, because, path};

fn actions(data: &Value) -> Vec<String> {
    let entries = data["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}

/// Entries of a minute each, by the administrator and by the platform.
async fn arranged(office: &Office) {
    let sql = format!(
        "INSERT INTO audit_log (id, actor_id, action, target_type, target_id, created_at)
         SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN '{}'::uuid END, 'thing.' || n, 'thing', 't' || n % 3,
                '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
         FROM generate_series(1, 6) AS n",
        office.admin.id
    );
    office.world.sql(&sql).await;
}

#[tokio::test]
async fn it_is_read_by_actor_action_thing_and_time() {
    let office = Office::new().await;
    arranged(&office).await;
    let found = async |query: &str| {
        actions(&office.admin().get(&format!("/admin/audit?{query}")).await.expect(200).data())
    };
    assert_eq!(found(&format!("actor={}", office.admin.id)).await, ["thing.6", "thing.4", "thing.2"]);
    assert_eq!(found("action=thing.3").await, ["thing.3"]);
    assert_eq!(found("targetType=thing&target=t1").await, ["thing.4", "thing.1"]);
    assert_eq!(found("targetType=other").await.len(), 0);
    assert_eq!(found("from=2026-01-01T00:02:00Z&to=2026-01-01T00:04:00Z").await, ["thing.3", "thing.2"]);
    let first = office.admin().get("/admin/audit?limit=4").await.expect(200).json();
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap().to_owned();
    assert_eq!(found(&format!("limit=4&cursor={cursor}")).await, ["thing.2", "thing.1"]);
    office.admin().get(&format!("/admin/audit?limit=4&action=thing.1&cursor={cursor}")).await.expect(400);
}

#[tokio::test]
async fn a_change_of_an_account_says_who_did_what_and_why() {
    let office = Office::new().await;
    let user = office.user(Role::User).await;
    office.admin().patch(&path(&user), because(json!({"role": "premium"}))).await.expect(200);
    let data = office
        .admin()
        .get(&format!("/admin/audit?targetType=user&target={}", user.id))
        .await
        .expect(200)
        .data();
    let entry = &data["entries"][0];
    assert_eq!((&entry["action"], &entry["actorId"]), (&json!("user.edit"), &json!(office.admin.id)));
    assert_eq!(entry["changes"]["before"]["role"], json!("user"));
    assert_eq!(entry["changes"]["after"]["role"], json!("premium"));
    assert_eq!(entry["reason"], json!("A reason that is long enough"));
    assert!(entry["requestId"].is_string());
}

#[tokio::test]
async fn the_application_can_add_to_it_and_nothing_else() {
    let office = Office::new().await;
    arranged(&office).await;
    let app = office.world.another_app().await;
    for sql in ["UPDATE audit_log SET action = 'other'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        assert!(app.batch_execute(sql).await.is_err(), "{sql}");
    }
    assert_eq!(office.world.one::<i64>("SELECT count(*) FROM audit_log", &[]).await, 6);
}

#[tokio::test]
async fn nobody_but_administrators_reads_it() {
    let office = Office::new().await;
    office.anybody.get("/admin/audit").await.expect(401);
    office.anybody.signed_in(&office.user(Role::Moderator).await).get("/admin/audit").await.expect(403);
}
