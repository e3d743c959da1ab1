//! An article's way to its readers.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::desk::{Desk, text, titles};

#[tokio::test]
async fn a_draft_is_published_archived_and_published_again() {
    let desk = Desk::new().await;
    let draft = desk.editors.post("/articles", desk.draft("An article on its way")).await.expect(201).data();
    let path = format!("/articles/{}", text(&draft, "id"));
    assert_eq!(titles(&desk.readers.get("/articles").await.data()).len(), 0);
    let published = desk.editors.post(&format!("{path}/publish"), json!({})).await.data();
    assert_eq!(published["status"], "published");
    assert_eq!(
        desk.editors.post(&format!("{path}/publish"), json!({})).await.expect(409).code(),
        "already_published"
    );
    assert_eq!(titles(&desk.readers.get("/articles").await.data()).len(), 1);
    desk.editors.post(&format!("{path}/archive"), json!({})).await.expect(200);
    desk.readers.get(&path).await.expect(404);
    assert_eq!(titles(&desk.readers.get("/articles").await.data()).len(), 0);
    assert_eq!(
        desk.editors.patch(&path, json!({"isFeatured": true})).await.expect(409).code(),
        "article_archived"
    );
    let again = desk.editors.post(&format!("{path}/publish"), json!({})).await.data();
    assert_eq!(again["publishedAt"], published["publishedAt"]);
}

#[tokio::test]
async fn a_scheduled_article_leaves_a_task_for_its_time() {
    let desk = Desk::new().await;
    let draft =
        desk.editors.post("/articles", desk.draft("An article for tomorrow")).await.expect(201).data();
    let path = format!("/articles/{}/schedule", text(&draft, "id"));
    let at = Timestamp::now().checked_add(SignedDuration::from_hours(24)).unwrap();
    let scheduled = desk.editors.post(&path, json!({"scheduledAt": at})).await.data();
    assert_eq!(scheduled["status"], "scheduled");
    let waiting: i64 = desk
        .world
        .one("SELECT count(*) FROM outbox WHERE task = 'article:publish' AND run_at > now() + interval '23 hours'", &[])
        .await;
    assert_eq!(waiting, 1);
    let theirs =
        "SELECT count(*) FROM outbox JOIN users ON users.id::text = tenant WHERE task = 'article:publish'";
    assert_eq!(desk.world.one::<i64>(theirs, &[]).await, 1, "what a user causes is the user's");
    let past = desk.editors.post(&path, json!({"scheduledAt": "2020-01-01T00:00:00Z"})).await.expect(422);
    assert_eq!(past.pointers(), ["/scheduledAt"]);
    let published = desk.published("An article that is public").await;
    let path = format!("/articles/{}/schedule", text(&published, "id"));
    desk.editors.post(&path, json!({"scheduledAt": at})).await.expect(409);
}
