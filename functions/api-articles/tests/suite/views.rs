//! Views: each viewer counts once a day, and the article's row is left alone.

use futures::future::join_all;
use serde_json::json;

use crate::desk::{Desk, text};

#[tokio::test]
async fn a_viewer_counts_once_in_a_day_however_often_and_at_once() {
    let desk = Desk::new().await;
    let made = desk.published("An article that is looked at").await;
    let path = format!("/articles/{}/view", text(&made, "id"));
    let reader = desk.readers.signed_in(&desk.world.user().create().await);
    let replies = join_all((0..10).map(|_| reader.post(&path, json!({})))).await;
    assert!(replies.iter().all(|reply| reply.status == 202));
    desk.readers.post(&path, json!({})).await.expect(202);
    desk.readers.post(&path, json!({})).await.expect(202);
    desk.another_process().post(&path, json!({})).await.expect(202);
    let views: i64 = desk.world.one("SELECT count(*) FROM article_views", &[]).await;
    let deltas: i64 = desk
        .world
        .one("SELECT coalesce(sum(delta), 0)::int8 FROM counter_deltas WHERE counter = 'article_views'", &[])
        .await;
    assert_eq!((views, deltas), (3, 3));
    assert_eq!(desk.view_count(text(&made, "id")).await, 0);
    desk.world.sql("UPDATE article_view_marks SET last_counted_at = now() - interval '25 hours'").await;
    reader.post(&path, json!({})).await.expect(202);
    let views: i64 = desk.world.one("SELECT count(*) FROM article_views", &[]).await;
    assert_eq!(views, 4);
}

#[tokio::test]
async fn nobody_views_what_is_not_public() {
    let desk = Desk::new().await;
    let draft =
        desk.editors.post("/articles", desk.draft("A draft without any views")).await.expect(201).data();
    desk.readers.post(&format!("/articles/{}/view", text(&draft, "id")), json!({})).await.expect(404);
    desk.readers.post("/articles/no-uuid/view", json!({})).await.expect(400);
}
