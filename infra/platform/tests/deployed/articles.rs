//! Reads that are cached, and a write that has caches and the CDN forget them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, finally};

const MISS: &str = "neurmatic; fwd=miss";
const HIT: &str = "neurmatic; hit";

#[tokio::test]
async fn a_list_is_read_from_the_database_once_and_then_from_the_cache() {
    let Some(stage) = Stage::given() else { return };
    // Somebody may have asked for some of them within the minute that they are kept.
    for limit in 1..=100 {
        let path = format!("/articles?limit={limit}");
        let first = stage.visitor().get(&path).await.expect(200);
        if first.header("cache-status") != Some(MISS) {
            continue;
        }
        let second = stage.visitor().get(&path).await.expect(200);
        assert_eq!(second.header("cache-status"), Some(HIT));
        assert_eq!(first.data(), second.data());
        assert_eq!(first.data().as_array().unwrap().len(), limit);
        let tag = second.header("etag").unwrap();
        let third = stage.visitor().get_unless(&path, tag).await.expect(304);
        assert!(third.body.is_empty());
        return;
    }
    panic!("everything was cached already");
}

#[tokio::test]
async fn a_published_article_is_seen_at_once_and_the_cdn_is_told() {
    let Some(stage) = Stage::given() else { return };
    let list = "/articles?limit=3";
    stage.visitor().get(list).await.expect(200);
    let forgotten = stage.forgotten().await;

    let editor = stage.member("moderator").await;
    let categories = stage.visitor().get("/articles/categories").await.data();
    let title = format!("An article through the gateway {}", Uuid::now_v7());
    let article = json!({
        "title": title, "summary": "A summary that is long enough to be one of an article.",
        "content": "Words, again and again. ".repeat(8), "categoryId": categories[0]["id"],
    });
    let made = editor.post("/articles", article).await.expect(201).data();
    let path = format!("/articles/{}", made["id"].as_str().unwrap());
    editor.post(&format!("{path}/publish"), json!({})).await.expect(200);

    let has_it = |list: &Value| list.as_array().unwrap().iter().any(|card| card["title"] == title.as_str());
    assert!(has_it(&stage.visitor().get(list).await.data()), "no reader gets what was before");
    finally("the CDN is told", async || (stage.forgotten().await > forgotten).then_some(())).await;
    // It goes again, so that the list is what it was for who comes after.
    editor.delete(&path).await.expect(204);
    assert!(!has_it(&stage.visitor().get(list).await.data()));
}
