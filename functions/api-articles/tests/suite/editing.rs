//! Editors' writes.

use neurmatic_core::words::Role;
use serde_json::json;

use crate::desk::{Desk, text, titles};

#[tokio::test]
async fn only_editors_write() {
    let desk = Desk::new().await;
    let made = desk.published("An article that others want").await;
    let path = format!("/articles/{}", text(&made, "id"));
    for role in [Role::User, Role::Premium, Role::Company] {
        let user = desk.world.user().role(role).create().await;
        let client = desk.readers.signed_in(&user);
        client.post("/articles", desk.draft("Not theirs to write it")).await.expect(403);
        client.patch(&path, json!({"isFeatured": true})).await.expect(403);
        client.delete(&path).await.expect(403);
        client.get(&format!("{path}/revisions")).await.expect(403);
    }
    desk.readers.post("/articles", desk.draft("Not theirs to write it")).await.expect(401);
    let admin = desk.world.user().role(Role::Admin).create().await;
    desk.readers.signed_in(&admin).patch(&path, json!({"isFeatured": true})).await.expect(200);
}

#[tokio::test]
async fn a_change_leaves_what_it_does_not_name() {
    let desk = Desk::new().await;
    let made = desk.published("The title before the change").await;
    let path = format!("/articles/{}", text(&made, "id"));
    let changed = desk
        .editors
        .patch(&path, json!({"title": "The title after the change", "sourceUrl": "https://example.org/a"}))
        .await
        .data();
    assert_eq!(changed["title"], "The title after the change");
    assert_eq!(
        (&changed["summary"], &changed["slug"], &changed["tags"]),
        (&made["summary"], &made["slug"], &made["tags"])
    );
    assert!(!changed["editedAt"].is_null());
    let emptied = desk.editors.patch(&path, json!({"sourceUrl": null, "tagIds": []})).await.data();
    assert_eq!((&emptied["sourceUrl"], &emptied["tags"]), (&json!(null), &json!([])));
}

#[tokio::test]
async fn a_stale_revision_changes_nothing() {
    let desk = Desk::new().await;
    let made = desk.published("An article that two edit").await;
    let path = format!("/articles/{}", text(&made, "id"));
    let seen = desk.readers.get(&path).await.header("etag").unwrap().to_owned();
    assert!(seen.starts_with("\"r1."), "{seen}");
    let first = desk
        .editors
        .header("if-match", &seen)
        .patch(&path, json!({"title": "What the first one wrote"}))
        .await
        .expect(200);
    assert!(first.header("etag").unwrap().starts_with("\"r2."));
    let stale = desk.editors.header("if-match", &format!("W/{seen}"));
    assert_eq!(
        stale.patch(&path, json!({"title": "What the second one wrote"})).await.expect(412).code(),
        "revision_stale"
    );
    stale.delete(&path).await.expect(412);
    assert_eq!(desk.readers.get(&path).await.data()["title"], "What the first one wrote");
}

#[tokio::test]
async fn earlier_texts_are_kept_and_come_back() {
    let desk = Desk::new().await;
    let made = desk.published("The first title it had").await;
    let path = format!("/articles/{}", text(&made, "id"));
    for title in ["The second title it had", "The third title it had"] {
        desk.editors.patch(&path, json!({"title": title, "changeSummary": "Better"})).await.expect(200);
    }
    desk.editors.patch(&path, json!({"isFeatured": true})).await.expect(200);
    let list = desk.editors.get(&format!("{path}/revisions?limit=1")).await.json();
    assert_eq!(
        (&list["pagination"]["total"], &list["data"]["revisions"][0]["title"]),
        (&json!(2), &json!("The second title it had"))
    );
    let cursor = text(&list["pagination"], "nextCursor").to_owned();
    let older = desk.editors.get(&format!("{path}/revisions?limit=1&cursor={cursor}")).await.data();
    assert_eq!(older["revisions"][0]["title"], "The first title it had");
    let restored = desk.editors.post(&format!("{path}/revisions/1/restore"), json!({})).await.data();
    assert_eq!(restored["title"], "The first title it had");
    assert_eq!(desk.editors.get(&format!("{path}/revisions")).await.json()["pagination"]["total"], 3);
    desk.editors.post(&format!("{path}/revisions/99/restore"), json!({})).await.expect(404);
}

#[tokio::test]
async fn the_same_request_twice_makes_one_article() {
    let desk = Desk::new().await;
    let once = desk.editors.header("idempotency-key", "key-1");
    let draft = desk.draft("An article sent two times");
    let (first, second) =
        tokio::join!(once.post("/articles", draft.clone()), once.post("/articles", draft.clone()));
    let replies = [first, second];
    assert!(replies.iter().any(|reply| reply.status == 201));
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.status == 409), "{replies:?}");
    let again = once.post("/articles", draft).await.expect(201).data();
    let count: i64 = desk.world.one("SELECT count(*) FROM articles", &[]).await;
    assert_eq!(count, 1);
    assert_eq!(again["title"], "An article sent two times");
    let other = once.post("/articles", desk.draft("Another article, the same key")).await.expect(422);
    assert_eq!(other.code(), "idempotency_key_reused");
}

#[tokio::test]
async fn a_failed_request_leaves_its_key_unused() {
    let desk = Desk::new().await;
    let once = desk.editors.header("idempotency-key", "key-2");
    let mut bad = desk.draft("An article of no category");
    bad["categoryId"] = json!("0198c0de-0000-7000-8000-000000000000");
    assert_eq!(once.post("/articles", bad).await.expect(422).pointers(), ["/categoryId"]);
    once.post("/articles", desk.draft("An article of a category")).await.expect(201);
}

#[tokio::test]
async fn a_taken_slug_is_named() {
    let desk = Desk::new().await;
    let mut draft = desk.draft("An article with its own slug");
    draft["slug"] = json!("own-slug");
    desk.editors.post("/articles", draft.clone()).await.expect(201);
    let reply = desk.editors.post("/articles", draft).await.expect(409);
    assert_eq!((reply.code().as_str(), reply.pointers()), ("slug_taken", vec!["/slug".to_owned()]));
}

#[tokio::test]
async fn a_deleted_article_is_gone_and_the_trail_says_who_did_it() {
    let desk = Desk::new().await;
    let made = desk.published("An article that is deleted").await;
    let path = format!("/articles/{}", text(&made, "id"));
    desk.readers.get(&path).await.expect(200);
    desk.editors.delete(&path).await.expect(204);
    desk.readers.get(&path).await.expect(404);
    desk.editors.delete(&path).await.expect(404);
    assert_eq!(titles(&desk.readers.get("/articles").await.data()).len(), 0);
    let actor: uuid::Uuid =
        desk.world.one("SELECT actor_id FROM audit_log WHERE action = 'article.delete'", &[]).await;
    assert_eq!(actor, desk.editor.id.0);
}
