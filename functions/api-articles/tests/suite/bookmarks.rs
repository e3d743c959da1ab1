//! Bookmarks of single articles.

use futures::future::join_all;
use serde_json::json;

use crate::desk::{Desk, text};

#[tokio::test]
async fn a_bookmark_is_set_changed_and_taken_away() {
    let desk = Desk::new().await;
    let made = desk.published("An article worth keeping").await;
    let path = format!("/articles/{}", text(&made, "id"));
    let reader = desk.readers.signed_in(&desk.world.user().create().await);
    assert_eq!(reader.get(&format!("{path}/me")).await.data()["isBookmarked"], false);
    reader.put(&format!("{path}/bookmark"), json!({"notes": "Read it again"})).await.expect(200);
    reader.put(&format!("{path}/bookmark"), json!({"notes": "Read it soon"})).await.expect(200);
    let mine = reader.get(&format!("{path}/me")).await;
    assert_eq!(mine.data()["bookmark"]["notes"], "Read it soon");
    assert_eq!(mine.header("cache-control"), Some("private, no-cache, no-store"));
    for _ in 0..2 {
        reader.delete(&format!("{path}/bookmark")).await.expect(204);
    }
    assert_eq!(reader.get(&format!("{path}/me")).await.data()["isBookmarked"], false);
    desk.readers.get(&format!("{path}/me")).await.expect(401);
}

#[tokio::test]
async fn five_hundred_bookmarks_are_the_most_however_many_ask_at_once() {
    let desk = Desk::new().await;
    let reader = desk.world.user().create().await;
    let mut paths = Vec::new();
    for n in 0..8 {
        let made = desk.published(&format!("Article number {n} of eight")).await;
        paths.push(format!("/articles/{}/bookmark", text(&made, "id")));
    }
    desk.world.sql(&format!("UPDATE users SET bookmark_count = 497 WHERE id = '{}'", reader.id)).await;
    let client = desk.readers.signed_in(&reader);
    let replies = join_all(paths.iter().map(|path| client.put(path, json!({})))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 3);
    assert!(replies.iter().all(|reply| reply.status == 200 || reply.code() == "too_many_bookmarks"));
}

#[tokio::test]
async fn somebody_elses_collection_is_unknown() {
    let desk = Desk::new().await;
    let made = desk.published("An article for a collection").await;
    let other = desk.world.user().create().await;
    let collection = uuid::Uuid::now_v7();
    desk.world
        .sql(&format!(
            "INSERT INTO bookmark_collections (id, user_id, name) VALUES ('{collection}', '{}', 'Mine')",
            other.id
        ))
        .await;
    let path = format!("/articles/{}/bookmark", text(&made, "id"));
    let reader = desk.readers.signed_in(&desk.world.user().create().await);
    let reply = reader.put(&path, json!({"collectionId": collection})).await.expect(422);
    assert_eq!(reply.pointers(), ["/collectionId"]);
    desk.readers.signed_in(&other).put(&path, json!({"collectionId": collection})).await.expect(200);
}
