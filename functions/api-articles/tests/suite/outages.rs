//! What still works while something is down, and that it heals by itself.

use neurmatic_testing::{World, eventually};
use serde_json::json;

use crate::desk::{Desk, text};

#[tokio::test]
async fn without_redis_everything_is_answered_from_the_database() {
    let desk = Desk::over(World::with_outages().await).await;
    let made = desk.published("An article in hard times").await;
    let path = format!("/articles/{}", text(&made, "id"));
    desk.readers.get(&path).await.expect(200);
    desk.world.redis_gate().shut();
    for n in 0..20 {
        desk.readers.get(&path).await.expect(200);
        desk.readers.get(&format!("/articles?limit={}", n + 1)).await.expect(200);
    }
    desk.editors.patch(&path, json!({"title": "A title from hard times"})).await.expect(200);
    assert_eq!(desk.readers.get(&path).await.data()["title"], "A title from hard times");
    let waiting: i64 =
        desk.world.one("SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    assert_eq!(waiting, 1);
    desk.world.redis_gate().open();
    eventually("the cache answers again", || async {
        desk.readers.from_address(&desk.world.address()).get("/articles?limit=3").await.header("cache-status")
            == Some("neurmatic; hit")
    })
    .await;
}

#[tokio::test]
async fn without_postgres_what_is_cached_is_answered_and_the_rest_says_when_to_come_back() {
    let desk = Desk::over(World::with_outages().await).await;
    let made = desk.published("An article that is remembered").await;
    let path = format!("/articles/{}", text(&made, "id"));
    desk.readers.get(&path).await.expect(200);
    desk.world.database_gate().shut();
    desk.readers.get(&path).await.expect(200);
    desk.readers.get("/articles").await.expect(503);
    desk.editors.patch(&path, json!({"isFeatured": true})).await.expect(503);
    desk.world.database_gate().open();
    eventually("the database answers again", || async { desk.readers.get("/articles").await.status == 200 })
        .await;
    desk.editors.patch(&path, json!({"isFeatured": true})).await.expect(200);
}

#[tokio::test]
async fn without_postgres_an_edited_article_is_answered_as_it_was_and_says_so() {
    let desk = Desk::over(World::with_outages().await).await;
    let made = desk.published("The title before the outage").await;
    let path = format!("/articles/{}", text(&made, "id"));
    desk.readers.get(&path).await.expect(200);
    desk.editors.patch(&path, json!({"title": "The title after the edit"})).await.expect(200);
    desk.world.database_gate().shut();
    for _ in 0..2 {
        let reply = desk.readers.get(&path).await.expect(200);
        assert_eq!(reply.header("cache-status"), Some("neurmatic; hit; detail=stale"));
        assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"), "and nobody keeps it");
        assert_eq!(reply.data()["title"], "The title before the outage");
    }
    desk.world.database_gate().open();
    eventually("the new title is read", || async {
        desk.readers.get(&path).await.expect(200).data()["title"] == "The title after the edit"
    })
    .await;
}

#[tokio::test]
async fn without_postgres_or_redis_a_deleted_article_is_not_answered() {
    let desk = Desk::over(World::with_outages().await).await;
    let made = desk.published("An article that is deleted").await;
    let path = format!("/articles/{}", text(&made, "id"));
    desk.readers.get(&path).await.expect(200);
    desk.editors.delete(&path).await.expect(204);
    desk.world.database_gate().shut();
    desk.readers.get(&path).await.expect(503);
    desk.world.redis_gate().shut();
    desk.readers.get(&path).await.expect(503);
}

#[tokio::test]
async fn a_login_is_believed_by_the_database_while_redis_is_away() {
    let desk = Desk::over(World::with_outages().await).await;
    let made = desk.published("An article to be bookmarked").await;
    desk.world.redis_gate().shut();
    let reader = desk.world.user().create().await;
    let path = format!("/articles/{}/me", text(&made, "id"));
    desk.readers.signed_in(&reader).get(&path).await.expect(200);
    desk.world
        .sql(&format!(
            "UPDATE sessions SET revoked_at = now(), revision = revision + 1 WHERE id = '{}'",
            reader.session
        ))
        .await;
    desk.readers.signed_in(&reader).get(&path).await.expect(401);
}
