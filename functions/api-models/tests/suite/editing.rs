//! Adding and changing models: by administrators, once, and never over another's edit.

use neurmatic_core::words::Role;
use serde_json::{Value, json};

use crate::directory::{Directory, draft, each, text};

#[tokio::test]
async fn only_administrators_write() {
    let directory = Directory::new().await;
    let made = directory.add(draft("one")).await;
    let path = format!("/models/{}", text(&made, "id"));
    directory.readers.post("/models", draft("two")).await.expect(401);
    directory.readers.patch(&path, json!({"name": "Another"})).await.expect(401);
    for role in [Role::User, Role::Company, Role::Moderator] {
        let somebody = directory.somebody(role).await;
        assert_eq!(somebody.post("/models", draft("two")).await.expect(403).code(), "role_needed");
        somebody.patch(&path, json!({"name": "Another"})).await.expect(403);
    }
    let models: i64 = directory.world.one("SELECT count(*) FROM llm_models WHERE name = 'one'", &[]).await;
    assert_eq!(models, 1);
}

#[tokio::test]
async fn a_new_model_is_answered_whole_and_noted() {
    let directory = Directory::new().await;
    let model = json!({
        "slug": "one-1.5", "name": "One 1.5", "provider": "A Lab", "category": "commercial", "description": "Words.",
        "contextWindow": 8192, "modelSize": "7B", "modalities": ["text", "image"], "releaseDate": "2026-02-28",
        "status": "active", "pricingInput": 0.000_125, "pricingOutput": 9_999, "officialUrl": "https://one.example/",
        "apiDocsUrl": null, "logoUrl": null, "bestFor": ["chat"], "notIdealFor": [],
        "apiQuickstart": {"python": "import one"},
    });
    let reply = directory.admin.post("/models", model.clone()).await.expect(201);
    assert_eq!(reply.header("location"), Some("/api/v1/models/one-1.5"));
    let made = reply.data();
    for (field, value) in model.as_object().unwrap() {
        let same = made[field] == *value || made[field].as_f64().is_some_and(|n| Some(n) == value.as_f64());
        assert!(same, "{field}: {} is not {value}", made[field]);
    }
    assert_eq!(directory.readers.get("/models/one-1.5").await.data(), made);
    let noted: i64 = directory
        .world
        .one(
            "SELECT count(*) FROM audit_log WHERE action = 'model.create' AND target_id = $1",
            &[&text(&made, "id")],
        )
        .await;
    assert_eq!(noted, 1);
    let reply = directory.admin.post("/models", draft("one-1.5")).await.expect(409);
    assert_eq!((reply.code().as_str(), reply.pointers()), ("slug_taken", vec!["/slug".to_owned()]));
}

#[tokio::test]
async fn what_is_left_out_stays_and_what_is_null_is_emptied() {
    let directory = Directory::new().await;
    let mut model = draft("one");
    model["description"] = json!("Words.");
    model["pricingInput"] = json!(1.5);
    model["versions"] = json!([{"version": "1"}, {"version": "2"}]);
    model["benchmarks"] = json!([{"name": "Coding", "score": 1}]);
    let made = directory.add(model).await;
    let path = format!("/models/{}", text(&made, "id"));
    let changed = directory.admin.patch(&path, json!({"name": "One"})).await.expect(200).data();
    let mut expected = made.clone();
    expected["name"] = json!("One");
    expected["revision"] = json!(2);
    expected["updatedAt"] = changed["updatedAt"].clone();
    assert_eq!(changed, expected);
    let emptied =
        json!({"description": null, "pricingInput": null, "versions": [{"version": "3"}], "slug": "one-1"});
    let emptied = directory.admin.patch(&path, emptied).await.expect(200).data();
    assert_eq!((&emptied["description"], &emptied["pricingInput"]), (&Value::Null, &Value::Null));
    directory.readers.get("/models/one").await.expect(404);
    let versions = directory.readers.get("/models/one-1/versions").await.expect(200).data();
    assert_eq!(each(&versions, "versions", "version"), ["3"]);
    let scores = directory.readers.get("/models/one-1/benchmarks").await.expect(200).data();
    assert_eq!(each(&scores, "benchmarks", "name"), ["Coding"]);
}

#[tokio::test]
async fn a_stale_edit_changes_nothing() {
    let directory = Directory::new().await;
    let made = directory.add(draft("one")).await;
    let path = format!("/models/{}", text(&made, "id"));
    let shown = directory.readers.get("/models/one").await.expect(200);
    let seen = directory.admin.header("if-match", shown.header("etag").unwrap());
    seen.patch(&path, json!({"name": "Mine", "versions": [{"version": "1"}]})).await.expect(200);
    let late = json!({"name": "Late", "versions": []});
    assert_eq!(seen.patch(&path, late).await.expect(412).code(), "revision_stale");
    let now = directory.readers.get("/models/one").await.data();
    assert_eq!((text(&now, "name"), text(&now, "latestVersion")), ("Mine", "1"));
    let unknown = "/models/0198c0de-0000-7000-8000-000000000000";
    directory.admin.patch(unknown, json!({"name": "Nobody"})).await.expect(404);
}

#[tokio::test]
async fn of_two_edits_of_the_same_revision_at_once_one_is_taken() {
    let directory = Directory::new().await;
    let made = directory.add(draft("one")).await;
    let path = format!("/models/{}", text(&made, "id"));
    let etag = directory.readers.get("/models/one").await.header("etag").unwrap().to_owned();
    let edits = (0..6).map(|n| {
        let admin = directory.admin.header("if-match", &etag);
        let path = path.clone();
        async move {
            let versions = json!({"name": format!("Edit {n}"), "versions": [{"version": format!("{n}")}]});
            admin.patch(&path, versions).await.status.as_u16()
        }
    });
    let mut answered = futures::future::join_all(edits).await;
    answered.sort_unstable();
    assert_eq!(answered, [200, 412, 412, 412, 412, 412]);
    let now = directory.another_process().get("/models/one").await.data();
    assert_eq!(format!("Edit {}", text(&now, "latestVersion")), text(&now, "name"));
}

#[tokio::test]
async fn of_many_that_add_the_same_slug_at_once_one_does_and_a_repetition_is_answered_alike() {
    let directory = Directory::new().await;
    let adds = (0..6).map(|_| directory.admin.post("/models", draft("one")));
    let mut answered: Vec<u16> =
        futures::future::join_all(adds).await.iter().map(|reply| reply.status.as_u16()).collect();
    answered.sort_unstable();
    assert_eq!(answered, [201, 409, 409, 409, 409, 409]);
    let once = directory.admin.header("idempotency-key", "the same again");
    let first = once.post("/models", draft("two")).await.expect(201).data();
    let again = once.post("/models", draft("two")).await.expect(201).data();
    assert_eq!(first, again);
    once.post("/models", draft("three")).await.expect(422);
}
