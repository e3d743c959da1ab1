//! What is cached, for how long it is right, and who is told.

use serde_json::json;

use crate::desk::{Desk, text, titles};

#[tokio::test]
async fn the_second_reader_is_served_from_the_cache_in_any_process() {
    let desk = Desk::new().await;
    desk.published("An article that is cached").await;
    let first = desk.readers.get("/articles?limit=5").await.expect(200);
    assert_eq!(first.header("cache-status"), Some("neurmatic; fwd=miss"));
    let second = desk.another_process().get("/articles?limit=5").await.expect(200);
    assert_eq!(second.header("cache-status"), Some("neurmatic; hit"));
    assert_eq!((&first.body, first.headers.get("etag")), (&second.body, second.headers.get("etag")));
    assert_eq!(second.header("cache-control"), Some("public, max-age=300, s-maxage=300"));
    assert_eq!(second.header("cache-tag"), Some("articles"));
    assert!(second.header("server-timing").unwrap().contains("db;dur=0.00"));
}

#[tokio::test]
async fn the_order_of_parameters_makes_no_other_answer() {
    let desk = Desk::new().await;
    desk.readers.get("/articles?limit=5&sort=viewCount").await.expect(200);
    let other = desk.readers.get("/articles?sort=viewCount&limit=5").await.expect(200);
    assert_eq!(other.header("cache-status"), Some("neurmatic; hit"));
    let searched = desk.readers.get("/articles?q=anything").await.expect(200);
    let again = desk.readers.get("/articles?q=anything").await.expect(200);
    assert_eq!(
        (searched.header("cache-status"), again.header("cache-status")),
        (Some("neurmatic; fwd=bypass"), Some("neurmatic; fwd=bypass"))
    );
}

#[tokio::test]
async fn one_question_has_one_spelling() {
    let desk = Desk::new().await;
    desk.published("An article that is asked for").await;
    desk.readers.get("/articles?limit=5&tag=agents").await.expect(200);
    for other in ["utm_source=x&tag=%61gents&limit=5", "limit=5&&tag=agents&fbclid=7&"] {
        let reply = desk.readers.get(&format!("/articles?{other}")).await.expect(200);
        assert_eq!(reply.header("cache-status"), Some("neurmatic; hit"), "{other}");
    }
    let searched = desk.readers.get("/articles?q=%20ASKED++for&utm_medium=y").await.expect(200);
    assert_eq!(titles(&searched.data()), ["An article that is asked for"]);
    assert_eq!(searched.header("cache-control"), Some("public, max-age=300, s-maxage=300"));
    desk.readers.get("/articles/a%2Fb").await.expect(400);
    desk.readers.get(&format!("/articles?category={}", "a".repeat(5_000))).await.expect(414);
}

#[tokio::test]
async fn who_says_who_asks_is_answered_for_nobody_else() {
    let desk = Desk::new().await;
    desk.readers.get("/articles?limit=7").await.expect(200);
    for (name, value) in
        [("authorization", "Bearer x"), ("cookie", "a=b; __Host-session=1"), ("x-api-key", "k")]
    {
        let reply = desk.readers.header(name, value).get("/articles?limit=7").await.expect(200);
        assert_eq!(reply.header("cache-control"), Some("private, no-cache, no-store"), "{name}");
        assert_eq!(reply.header("cloudflare-cdn-cache-control"), None, "{name}");
        assert_eq!(
            reply.header("cache-status"),
            Some("neurmatic; hit"),
            "the answer is everybody's all the same"
        );
    }
    let with_another_cookie = desk.readers.header("cookie", "theme=dark").get("/articles?limit=7").await;
    assert_eq!(with_another_cookie.header("cache-control"), Some("public, max-age=300, s-maxage=300"));
}

#[tokio::test]
async fn what_the_client_holds_is_not_sent_again() {
    let desk = Desk::new().await;
    let made = desk.published("An article that was read").await;
    let path = format!("/articles/{}", text(&made, "slug"));
    for _ in 0..2 {
        let etag = desk.readers.get(&path).await.header("etag").unwrap().to_owned();
        let held = desk.readers.header("if-none-match", &etag).get(&path).await.expect(304);
        assert_eq!((held.body.len(), held.header("etag")), (0, Some(etag.as_str())));
        assert_eq!(held.header("cache-status"), Some("neurmatic; hit"));
        assert!(
            held.header("server-timing").unwrap().contains("db;dur=0.00"),
            "and the database isn't asked"
        );
    }
}

#[tokio::test]
async fn each_encoding_has_its_own_bytes_and_its_own_tag() {
    let desk = Desk::new().await;
    for n in 0..12 {
        desk.published(&format!("Article number {n} of a long list")).await;
    }
    let mut tags = Vec::new();
    for encoding in ["identity", "gzip", "br"] {
        for expected in ["fwd", "hit"] {
            let path = format!("/articles?limit={}", 12 + tags.len() / 2);
            let reply = desk.readers.header("accept-encoding", encoding).get(&path).await.expect(200);
            assert!(reply.header("cache-status").unwrap().contains(expected));
            assert_eq!(reply.header("content-encoding").unwrap_or("identity"), encoding);
            assert_eq!(reply.header("vary"), Some("Accept-Encoding"));
            tags.push(reply.header("etag").unwrap().rsplit('.').next().unwrap().to_owned());
        }
    }
    assert_eq!(tags, ["identity\"", "identity\"", "gzip\"", "gzip\"", "br\"", "br\""]);
}

#[tokio::test]
async fn a_change_is_seen_at_once_in_every_process() {
    let desk = Desk::new().await;
    let made = desk.published("The title before the edit").await;
    let path = format!("/articles/{}", text(&made, "slug"));
    let elsewhere = desk.another_process();
    elsewhere.get(&path).await.expect(200);
    elsewhere.get("/articles").await.expect(200);
    desk.editors
        .patch(&format!("/articles/{}", text(&made, "id")), json!({"title": "The title after the edit"}))
        .await
        .expect(200);
    assert_eq!(elsewhere.get(&path).await.data()["title"], "The title after the edit");
    assert_eq!(titles(&elsewhere.get("/articles").await.data()), ["The title after the edit"]);
    let waiting: i64 =
        desk.world.one("SELECT count(*) FROM outbox WHERE task = 'cache:invalidate'", &[]).await;
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn that_there_is_nothing_is_cached_until_there_is_something() {
    let desk = Desk::new().await;
    desk.readers.get("/articles/soon-to-come").await.expect(404);
    desk.readers.get("/articles/soon-to-come").await.expect(404);
    let mut draft = desk.draft("An article that was asked for");
    draft["slug"] = json!("soon-to-come");
    draft["status"] = json!("published");
    desk.editors.post("/articles", draft).await.expect(201);
    desk.readers.get("/articles/soon-to-come").await.expect(200);
}

#[tokio::test]
async fn only_what_the_table_lets_go_unchecked_does() {
    let desk = Desk::new().await;
    let services = desk.world.services();
    let readers = desk.world.client(api_articles::routes().into_router(services.clone(), &services));
    for path in ["/articles/categories", "/articles"] {
        for _ in 0..20 {
            readers.get(path).await.expect(200);
        }
    }
    let unchecked = |operation: &str| {
        let stats = services.cache.stats().into_iter().find(|stats| stats.namespace == operation);
        stats.expect("it was asked").unchecked_hits
    };
    assert!(unchecked("articles.categories") > 0);
    assert_eq!(unchecked("articles.list"), 0);
}
