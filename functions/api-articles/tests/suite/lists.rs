//! Lists: filters, sorts, pages, searches.

use serde_json::json;

use crate::desk::{Desk, text, titles};

#[tokio::test]
async fn each_filter_finds_what_it_says() {
    let desk = Desk::new().await;
    let mut special = desk.draft("The special one of them all");
    special["status"] = json!("published");
    special["tagIds"] = json!([desk.tags[0], desk.tags[1]]);
    special["difficulty"] = json!("advanced");
    special["isFeatured"] = json!(true);
    special["isTrending"] = json!(true);
    desk.editors.post("/articles", special).await.expect(201);
    let mut plain = desk.draft("The plain one of them all");
    plain["status"] = json!("published");
    plain["modelIds"] = json!([]);
    plain["tagIds"] = json!([desk.tags[0]]);
    plain["authorName"] = json!("Guest");
    desk.editors.post("/articles", plain).await.expect(201);

    let author = format!("author={}", desk.editor.id);
    let filters = [
        "tag=evaluation",
        "tag=agents,evaluation",
        "difficulty=advanced",
        "featured=true",
        "trending=true",
        "model=model-one",
        &author,
        "q=special",
    ];
    for filter in filters {
        let found = desk.readers.get(&format!("/articles?{filter}")).await.data();
        assert_eq!(titles(&found), ["The special one of them all"], "{filter}");
    }
    for filter in [
        "tag=agents",
        "category=research",
        "featured=false",
        "sort=viewCount",
        "sort=bookmarkCount",
        "q=one&sort=publishedAt",
    ] {
        let found = desk.readers.get(&format!("/articles?{filter}")).await.data();
        assert_eq!(titles(&found).len(), 2, "{filter}");
    }
    for filter in ["tag=none", "tag=retrieval", "category=none", "model=none", "q=nothing%20like%20it"] {
        let reply = desk.readers.get(&format!("/articles?{filter}")).await;
        assert_eq!(titles(&reply.data()).len(), 0, "{filter}");
        assert_eq!(reply.json()["pagination"]["total"], 0, "{filter}");
    }
}

#[tokio::test]
async fn following_the_cursor_shows_every_article_once_under_each_sort_and_filter() {
    let desk = Desk::new().await;
    for n in 0..7 {
        let made = desk.published(&format!("Article number {n} of seven")).await;
        let sql = format!(
            "UPDATE articles SET view_count = {}, bookmark_count = {} WHERE id = '{}'",
            n / 2,
            n % 3,
            text(&made, "id")
        );
        desk.world.sql(&sql).await;
    }
    for query in [
        "sort=publishedAt",
        "sort=viewCount",
        "sort=bookmarkCount",
        "tag=agents",
        "model=model-one",
        "category=research",
        "q=article",
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let reply = desk.another_process().get(&format!("/articles?limit=3&{query}{cursor}")).await;
            seen.extend(titles(&reply.data()));
            let json = reply.json();
            assert_eq!(json["pagination"]["total"], 7, "{query}");
            let Some(next) = json["pagination"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 7, "{query}: {seen:?}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7, "{query}: {seen:?}");
    }
}

#[tokio::test]
async fn page_numbers_show_the_same_as_cursors() {
    let desk = Desk::new().await;
    for n in 0..5 {
        desk.published(&format!("Article number {n} of five")).await;
    }
    let first = desk.readers.get("/articles?limit=2").await.json();
    let by_number = desk.readers.get("/articles?limit=2&page=2").await.json();
    let next = text(&first["pagination"], "nextCursor").to_owned();
    let by_cursor = desk.readers.get(&format!("/articles?limit=2&cursor={next}")).await.json();
    assert_eq!(by_number["data"], by_cursor["data"]);
    assert_eq!(
        (&by_number["pagination"]["page"], &by_cursor["pagination"]["page"]),
        (&json!(2), &json!(null))
    );
}

#[tokio::test]
async fn lists_are_slim() {
    let desk = Desk::new().await;
    desk.published("An article with a long content").await;
    let card = desk.readers.get("/articles").await.data()["articles"][0].clone();
    assert!(card["content"].is_null() && card["contentHtml"].is_null(), "{card}");
}

#[tokio::test]
async fn the_title_weighs_more_than_the_content() {
    let desk = Desk::new().await;
    let mut body = desk.draft("Something else altogether");
    body["content"] =
        json!(format!("Quantisation is mentioned once here. {}", "Filler words follow it. ".repeat(8)));
    body["status"] = json!("published");
    desk.published("Quantisation in depth and breadth").await;
    desk.editors.post("/articles", body).await.expect(201);
    let found = desk.readers.get("/articles?q=quantisation").await.data();
    assert_eq!(titles(&found), ["Quantisation in depth and breadth", "Something else altogether"]);
}

#[tokio::test]
async fn a_search_that_only_excludes_words_finds_nothing() {
    let desk = Desk::new().await;
    desk.published("An article about prompts").await;
    desk.published("An article about agents").await;
    let found = |q: &'static str| {
        let readers = desk.readers.clone();
        async move { titles(&readers.get(&format!("/articles?q={q}")).await.data()).len() }
    };
    assert_eq!(found("article%20-agents").await, 1);
    assert_eq!(found("-agents").await, 0);
    assert_eq!(found("-agents&sort=viewCount").await, 0);
}
