//! Reading single articles and what surrounds them.

use serde_json::json;

use crate::desk::{Desk, text, titles};

#[tokio::test]
async fn an_article_is_found_by_its_id_and_by_its_slug() {
    let desk = Desk::new().await;
    let made = desk.published("How retrieval changes answers").await;
    for key in [text(&made, "id"), text(&made, "slug")] {
        let found = desk.readers.get(&format!("/articles/{key}")).await.data();
        assert_eq!(found["title"], "How retrieval changes answers");
        assert_eq!(found["category"]["slug"], "research");
        assert_eq!(found["tags"][0]["slug"], "agents");
        assert_eq!(found["models"][0]["isPrimary"], true);
        assert_eq!(found["author"]["username"], desk.editor.username);
        assert!(text(&found, "contentHtml").contains("<h1>How retrieval changes answers</h1>"));
    }
}

#[tokio::test]
async fn what_is_not_published_is_not_found() {
    let desk = Desk::new().await;
    let draft =
        desk.editors.post("/articles", desk.draft("A draft that nobody sees")).await.expect(201).data();
    for key in [
        text(&draft, "id"),
        text(&draft, "slug"),
        "no-such-article",
        "0198c0de-0000-7000-8000-000000000000",
        "%20",
        "A_B",
    ] {
        let reply = desk.readers.get(&format!("/articles/{key}")).await.expect(404);
        assert_eq!(reply.code(), "not_found");
    }
}

#[tokio::test]
async fn no_public_answer_holds_an_email_address() {
    let desk = Desk::new().await;
    let made = desk.published("An article with an author").await;
    let id = text(&made, "id").to_owned();
    for path in [
        "/articles".to_owned(),
        format!("/articles/{id}"),
        format!("/articles/{id}/related"),
        "/articles/trending".to_owned(),
        "/articles/feed.xml".to_owned(),
    ] {
        let body = desk.readers.get(&path).await.expect(200).body;
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(!body.contains(&desk.editor.email), "{path}: {body}");
    }
}

#[tokio::test]
async fn related_articles_share_a_category_or_a_tag() {
    let desk = Desk::new().await;
    let first = desk.published("Agents that plan their work").await;
    desk.published("Agents that plan their days").await;
    let related = desk.readers.get(&format!("/articles/{}/related", text(&first, "id"))).await.data();
    assert_eq!(titles(&related), ["Agents that plan their days"]);
    desk.readers.get("/articles/0198c0de-0000-7000-8000-000000000000/related").await.expect(404);
}

#[tokio::test]
async fn rankings_hold_what_was_read() {
    let desk = Desk::new().await;
    let quiet = desk.published("A quiet article of few").await;
    let loud = desk.published("A loud article of many").await;
    desk.world.sql(&format!("UPDATE articles SET view_count = 9 WHERE id = '{}'", text(&loud, "id"))).await;
    desk.world.sql(&format!("UPDATE articles SET view_count = 2 WHERE id = '{}'", text(&quiet, "id"))).await;
    let popular = desk.readers.get("/articles/popular?limit=1").await.data();
    assert_eq!(titles(&popular), ["A loud article of many"]);
    for _ in 0..3 {
        desk.another_process()
            .post(&format!("/articles/{}/view", text(&quiet, "id")), json!({}))
            .await
            .expect(202);
    }
    let trending = desk.readers.get("/articles/trending").await.data();
    assert_eq!(titles(&trending).first().unwrap(), "A quiet article of few");
}

#[tokio::test]
async fn categories_are_a_tree_and_tags_are_counted() {
    let desk = Desk::new().await;
    desk.world
        .sql(&format!(
            "INSERT INTO news_categories (id, name, slug, parent_id, level) VALUES (gen_random_uuid(), 'Safety', 'safety', '{}', 2)",
            desk.category
        ))
        .await;
    desk.published("One article that counts").await;
    let categories = desk.readers.get("/articles/categories").await.data();
    assert_eq!(categories["categories"][0]["children"][0]["slug"], "safety");
    assert_eq!(categories["categories"][0]["articleCount"], 1);
    let tags = desk.readers.get("/articles/tags?limit=1").await.data();
    assert_eq!(tags["tags"][0]["slug"], "agents");
    assert_eq!(tags["tags"][0]["usageCount"], 1);
}

#[tokio::test]
async fn feeds_hold_the_newest_articles() {
    let desk = Desk::new().await;
    let made = desk.published("Fresh news & old habits").await;
    let feed = desk.readers.get("/articles/feed.xml?category=research").await.expect(200);
    assert_eq!(feed.header("content-type"), Some("application/rss+xml; charset=utf-8"));
    let xml = String::from_utf8(feed.body.to_vec()).unwrap();
    assert!(xml.contains("<title>Fresh news &amp; old habits</title>"), "{xml}");
    let sitemap = desk.readers.get("/articles/sitemap.xml").await.expect(200);
    assert!(String::from_utf8(sitemap.body.to_vec()).unwrap().contains(text(&made, "slug")));
    desk.readers.get("/articles/feed.xml?category=none").await.expect(404);
}
