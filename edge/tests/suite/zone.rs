//! The Worker as it stands at Cloudflare: what it tells the zone's cache, and what it takes from it. That cache itself is
//! Cloudflare's, and not here.

use serde_json::json;

use crate::origin::Mood;
use crate::stand::{Stand, ZONE};

const LIST: &str = "/api/v1/articles?limit=5";

async fn stand() -> Option<Stand> {
    Stand::of(ZONE).await
}

#[tokio::test]
async fn the_zone_is_told_what_to_keep_and_whose_it_is() {
    let Some(stand) = stand().await else { return };
    stand.ask("GET", LIST, &[("cf-connecting-ip", "203.0.113.9"), ("cookie", "theme=dark")]).await;
    let asked = stand.origin.take_asked().remove(0);
    let options: serde_json::Value = serde_json::from_str(asked.header("x-cf")).unwrap();
    let never = json!({ "201-599": -1 });
    assert_eq!(
        options,
        json!({ "cacheEverything": true, "cacheTags": ["article-list"], "cacheTtlByStatus": never })
    );
    assert_eq!((asked.target.as_str(), asked.header("host")), (LIST, "origin.example"));
    assert_eq!(asked.header("cf-connecting-ip"), "203.0.113.9", "Cloudflare tells the address");
    assert_eq!(asked.header("cookie"), "");

    stand.get("/media/a.png").await;
    let asked = stand.origin.take_asked().remove(0);
    let options: serde_json::Value = serde_json::from_str(asked.header("x-cf")).unwrap();
    assert_eq!(options["cacheTtlByStatus"], json!({ "200": 604_800, "201-599": -1 }));
    assert_eq!(asked.header("host"), "bucket.example");
}

#[tokio::test]
async fn a_hit_of_the_zone_carries_nothing_of_who_filled_it() {
    let Some(stand) = stand().await else { return };
    let kept = [
        ("cf-cache-status", "HIT"),
        ("age", "7"),
        ("etag", "\"r1\""),
        ("cache-control", "public, max-age=300"),
    ];
    let kept: &'static [_] = Box::leak(Box::new(kept));
    stand.origin.be(Mood::Odd(kept));
    let reply = stand.ask("GET", LIST, &[("x-request-id", "request-of-the-second")]).await;
    assert_eq!(reply.header("cache-status"), "neurmatic-edge; hit");
    assert_eq!((reply.header("age"), reply.header("etag")), ("7".into(), "\"r1\"".into()));
    assert_eq!(reply.header("x-request-id"), "request-of-the-second");
    for name in ["ratelimit", "x-inside", "cf-cache-status"] {
        assert!(!reply.has(name), "{name}");
    }
    assert!(!reply.header("server-timing").contains("app"));
    assert_eq!(stand.ask("GET", LIST, &[("if-none-match", "\"r1\"")]).await.status, 304);
}

#[tokio::test]
async fn a_personal_request_tells_the_zone_nothing() {
    let Some(stand) = stand().await else { return };
    stand.ask("GET", LIST, &[("authorization", "Bearer t")]).await;
    assert!(!stand.origin.asked()[0].header("x-cf").contains("cacheEverything"));
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_to_wait() {
    let Some(stand) = stand().await else { return };
    let reply = stand.ask("GET", LIST, &[("cf-connecting-ip", "203.0.113.66")]).await;
    assert_eq!((reply.status, reply.json()["code"].as_str()), (429, Some("rate_limited")));
    assert_eq!(reply.header("retry-after"), "60");
    assert!(stand.origin.asked().is_empty());
    assert_eq!(stand.ask("GET", LIST, &[("cf-connecting-ip", "203.0.113.9")]).await.status, 200);
}
