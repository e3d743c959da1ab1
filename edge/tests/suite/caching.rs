//! What visitors share, and what they don't.

use std::time::Duration;

use crate::client::Connection;
use crate::origin::{Mood, PERSONAL};
use crate::stand::Stand;

const LIST: &str = "/api/v1/articles?limit=5";

#[tokio::test]
async fn the_second_request_never_reaches_the_origin() {
    let Some(stand) = Stand::start().await else { return };
    let first = stand.get(LIST).await;
    assert_eq!((first.status, first.text()), (200, "answer 1 to /api/v1/articles?limit=5"));
    assert_eq!(first.header("cache-status"), "neurmatic; fwd=miss, neurmatic-edge; fwd=uri-miss; stored");
    let second = stand.fill(LIST).await;
    assert_eq!(second.body, first.body);
    assert!(second.header("cache-status").starts_with("neurmatic-edge; hit; ttl="));
    assert!(second.has("age"));
    assert_eq!(stand.origin.asked().len(), 1);
}

#[tokio::test]
async fn a_second_client_gets_nothing_of_the_firsts() {
    let Some(stand) = Stand::start().await else { return };
    let headers = [("origin", "https://first.example"), ("x-request-id", "request-of-the-first")];
    let first = stand.ask("GET", LIST, &headers).await;
    assert_eq!(first.header("x-request-id"), "request-of-the-first");
    let second = stand.fill(LIST).await;
    for (name, value) in PERSONAL {
        assert!(!second.header(name).contains(value), "{name}: {}", second.header(name));
    }
    assert_ne!(second.header("x-request-id"), first.header("x-request-id"));
    assert_eq!(second.header("access-control-allow-origin"), "*");
    assert!(!second.has("access-control-allow-credentials") && !second.has("set-cookie"));
    assert!(!second.has("cache-tag") && !second.has("cloudflare-cdn-cache-control"));
}

#[tokio::test]
async fn every_answer_is_hardened_and_has_an_id() {
    let Some(stand) = Stand::start().await else { return };
    for (target, status) in [(LIST, 200), ("/api/v1/auth/me", 200), ("/api/v1/articles?nope=1", 400)] {
        let reply = stand.get(target).await;
        assert_eq!(reply.status, status, "{target}");
        for (name, value) in [
            ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
        ] {
            assert_eq!(reply.header(name), value, "{target}");
        }
        assert!(reply.header("x-request-id").len() >= 8, "{target}");
        assert!(reply.header("cache-status").contains("neurmatic-edge; "), "{target}");
    }
}

#[tokio::test]
async fn one_url_has_one_entry_however_it_is_written() {
    let Some(stand) = Stand::start().await else { return };
    stand.fill("/api/v1/articles?limit=5&tag=rag").await;
    for target in [
        "/api/v1/articles?tag=rag&limit=5",
        "/api/v1/articles?utm_source=x&tag=%72ag&limit=5&fbclid=1",
        "/api/v1/%61rticles?limit=5&&tag=rag",
    ] {
        assert!(stand.get(target).await.header("cache-status").contains("; hit"), "{target}");
    }
    assert_eq!(stand.origin.asked().len(), 1);
    assert_eq!(stand.origin.asked()[0].target, "/api/v1/articles?limit=5&tag=rag");
}

#[tokio::test]
async fn each_encoding_is_kept_by_itself() {
    let Some(stand) = Stand::start().await else { return };
    for (accepted, asked) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("zstd", "identity")] {
        stand.origin.take_asked();
        stand.ask("GET", LIST, &[("accept-encoding", accepted)]).await;
        assert_eq!(stand.origin.take_asked()[0].header("accept-encoding"), asked);
    }
}

#[tokio::test]
async fn whoever_holds_the_answer_is_told_so_without_it() {
    let Some(stand) = Stand::start().await else { return };
    let etag = stand.fill(LIST).await.header("etag");
    for held in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let reply = stand.ask("GET", LIST, &[("if-none-match", &held)]).await;
        assert_eq!((reply.status, reply.header("etag")), (304, etag.clone()), "{held}");
        assert!(reply.body.is_empty() && reply.has("cache-control") && reply.has("x-request-id"));
    }
    assert_eq!(stand.ask("GET", LIST, &[("if-none-match", "\"other\"")]).await.status, 200);
    assert_eq!(stand.origin.asked().len(), 1);
    assert!(stand.origin.asked()[0].header("if-none-match").is_empty(), "the origin answers whole");
}

#[tokio::test]
async fn a_head_reads_what_a_get_left_and_leaves_nothing() {
    let Some(stand) = Stand::start().await else { return };
    let head = stand.ask("HEAD", LIST, &[]).await;
    assert_eq!((head.status, stand.origin.take_asked()[0].method.as_str()), (200, "HEAD"));
    let get = stand.get(LIST).await;
    assert!(!get.body.is_empty(), "the HEAD was kept for a GET");
    stand.fill(LIST).await;
    stand.origin.take_asked();
    let head = stand.ask("HEAD", LIST, &[]).await;
    assert!(head.header("cache-status").contains("; hit") && head.body.is_empty());
    assert_eq!(head.header("etag"), get.header("etag"));
    assert!(stand.origin.asked().is_empty());
}

#[tokio::test]
async fn a_crowd_that_misses_makes_one_load() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Slow(Duration::from_millis(200)));
    let crowd: Vec<_> = (0..50)
        .map(|_| {
            let edge = stand.edge;
            tokio::spawn(async move { Connection::to(edge).await.ask("GET", LIST, &[]).await.unwrap() })
        })
        .collect();
    for one in crowd {
        assert_eq!(one.await.unwrap().text(), "answer 1 to /api/v1/articles?limit=5");
    }
    assert_eq!(stand.origin.asked().len(), 1);
}

#[tokio::test]
async fn what_the_origin_means_for_one_is_kept_for_nobody() {
    let Some(stand) = Stand::start().await else { return };
    for headers in [
        &[("cache-control", "private, no-store")][..],
        &[("cache-control", "public, max-age=300"), ("set-cookie", "a=b")],
        &[("cache-control", "public, max-age=300"), ("vary", "Cookie")],
        &[("cache-control", "public, max-age=300"), ("vary", "*")],
    ] {
        stand.origin.be(Mood::Odd(headers));
        stand.origin.take_asked();
        for _ in 0..3 {
            let reply = stand.get(LIST).await;
            assert_eq!(reply.header("cache-status"), "neurmatic; fwd=miss, neurmatic-edge; fwd=uri-miss");
        }
        assert_eq!(stand.origin.asked().len(), 3, "{headers:?}");
    }
}

#[tokio::test]
async fn a_missing_thing_is_missed_by_everybody_anew() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Failing(404));
    for _ in 0..3 {
        assert_eq!(stand.get("/api/v1/articles/none").await.status, 404);
    }
    assert_eq!(stand.origin.asked().len(), 3);
}
