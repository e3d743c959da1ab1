//! Whatever comes in: a problem that names the place, and no 5xx.

use neurmatic_testing::Event;
use serde_json::json;

use crate::desk::{Desk, text};

#[tokio::test]
async fn bad_parameters_are_named() {
    let desk = Desk::new().await;
    let cases = [
        ("limit=0", "/query/limit"),
        ("limit=101", "/query/limit"),
        ("limit=ten", "/query/limit"),
        ("page=51&limit=20", "/query/page"),
        ("page=0", "/query/page"),
        ("page=-1", "/query/page"),
        ("cursor=AAAA", "/query/cursor"),
        ("cursor=%F0%9F%92%A9", "/query/cursor"),
        ("cursor=A&page=1", "/query/page"),
        ("sort=newest", "/query/sort"),
        ("difficulty=hard", "/query/difficulty"),
        ("author=me", "/query/author"),
        ("featured=yes", "/query/featured"),
        ("unknown=1", "/query/unknown"),
        ("q=a", "/query/q"),
        ("tag=a,b,c,d,e,f", "/query/tag"),
        ("category=%00", "/query/category"),
        ("category=%ff", "/query/category"),
        ("limit=1;page=2", "/query/limit"),
        ("limit=1&limit=2", "/query/limit"),
    ];
    for (query, pointer) in cases {
        let reply = desk
            .readers
            .from_address(&desk.world.address())
            .get(&format!("/articles?{query}"))
            .await
            .expect(400);
        assert_eq!(reply.pointers(), [pointer], "{query}");
    }
}

#[tokio::test]
async fn odd_searches_are_searches() {
    let desk = Desk::new().await;
    desk.published("Something to be found here").await;
    for q in [
        "%26%26%26",
        "a%27b",
        "%21%21",
        "%28%28",
        "or%20or",
        "%22open",
        "%3A%2A",
        "--",
        "%5C%5C",
        "the",
        "%F0%9F%92%A9%F0%9F%92%A9",
    ] {
        desk.readers.get(&format!("/articles?q={q}")).await.expect(200);
    }
}

#[tokio::test]
async fn bad_bodies_are_named_and_write_nothing() {
    let desk = Desk::new().await;
    let with = |field: &str, value: serde_json::Value| {
        let mut draft = desk.draft("An article with one fault");
        draft[field] = value;
        draft
    };
    let cases = [
        ("/title", with("title", json!("short"))),
        ("/title", with("title", json!(7))),
        ("/title", with("title", json!("nul \u{0} in the title"))),
        ("/summary", with("summary", json!("x".repeat(501)))),
        ("/content", with("content", json!("too short"))),
        ("/slug", with("slug", json!("Not A Slug"))),
        ("/featuredImageUrl", with("featuredImageUrl", json!("javascript:alert(1)"))),
        ("/sourceUrl", with("sourceUrl", json!("https://"))),
        ("/status", with("status", json!("archived"))),
        ("/status", with("status", json!("gone"))),
        ("/scheduledAt", with("status", json!("scheduled"))),
        ("/scheduledAt", with("scheduledAt", json!("tomorrow"))),
        ("/readingTimeMinutes", with("readingTimeMinutes", json!(0))),
        ("/categoryId", with("categoryId", json!("none"))),
        ("/tagIds", with("tagIds", json!([desk.tags[0], desk.tags[0]]))),
        ("/tagIds", with("tagIds", json!(["0198c0de-0000-7000-8000-000000000000"]))),
        ("/modelIds", with("modelIds", json!(["0198c0de-0000-7000-8000-000000000000"]))),
        ("/surprise", with("surprise", json!(1))),
    ];
    for (pointer, body) in cases {
        let editor = desk.world.user().role(neurmatic_core::words::Role::Moderator).create().await;
        let reply = desk.readers.signed_in(&editor).post("/articles", body.clone()).await.expect(422);
        assert!(reply.pointers().contains(&pointer.to_owned()), "{pointer}: {} for {body}", reply.json());
    }
    let count: i64 = desk.world.one("SELECT count(*) FROM articles", &[]).await;
    assert_eq!(count, 0);
}

#[tokio::test]
async fn what_is_no_json_or_too_large_is_refused() {
    let desk = Desk::new().await;
    assert_eq!(
        desk.editors.send("POST", "/articles", Some("{".to_owned())).await.expect(400).code(),
        "malformed_json"
    );
    assert_eq!(
        desk.editors.send("POST", "/articles", Some(String::new())).await.expect(400).code(),
        "malformed_json"
    );
    let large = format!("\"{}\"", "x".repeat(1024 * 1024));
    assert_eq!(
        desk.editors.send("POST", "/articles", Some(large)).await.expect(413).code(),
        "body_too_large"
    );
    let form = Event::new("POST", "/api/v1/articles").header("content-type", "text/plain").body("title=x");
    assert_eq!(desk.editors.send_event(form).await.expect(415).code(), "unsupported_media_type");
    let binary = Event::new("POST", "/api/v1/articles")
        .header("content-type", "application/json")
        .binary_body(&[0xff, 0xfe]);
    desk.editors.send_event(binary).await.expect(400);
}

#[tokio::test]
async fn bad_ids_headers_and_tokens_are_refused() {
    let desk = Desk::new().await;
    let made = desk.published("An article to be changed").await;
    let path = format!("/articles/{}", text(&made, "id"));
    desk.editors.patch("/articles/not-a-uuid", json!({})).await.expect(400);
    desk.editors.get("/articles/%00/revisions").await.expect(400);
    desk.editors.post(&format!("{path}/revisions/-1/restore"), json!({})).await.expect(404);
    desk.editors.post(&format!("{path}/revisions/x/restore"), json!({})).await.expect(400);
    for tag in ["r1", "\"1\"", "*, \"x\"x"] {
        let reply = desk.editors.header("if-match", tag).patch(&path, json!({})).await;
        assert!(matches!(reply.status.as_u16(), 200 | 400), "{tag}");
    }
    for key in ["x\u{e9}", &"k".repeat(256)] {
        desk.editors_from_elsewhere()
            .header("idempotency-key", key)
            .post("/articles", desk.draft("An article with a bad key"))
            .await
            .expect(400);
    }
    for token in ["", "x", "a.b.c", "Bearer"] {
        let reply = desk.readers.with_token(token).get(&format!("{path}/me")).await.expect(401);
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    desk.readers.with_token("nonsense").get(&path).await.expect(200);
}

#[tokio::test]
async fn unknown_paths_and_methods_say_so() {
    let desk = Desk::new().await;
    assert_eq!(desk.readers.get("/nothing/here").await.expect(404).code(), "unknown_path");
    let reply = desk.readers.put("/articles", json!({})).await.expect(405);
    assert_eq!(reply.code(), "method_not_allowed");
    assert_eq!(reply.header("allow"), Some("GET,HEAD,POST"));
}
