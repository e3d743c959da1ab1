//! URLs and headers that are meant to confuse: each has its answer, and the origin sees none of them.

use crate::client::Connection;
use crate::stand::Stand;

#[tokio::test]
async fn an_ambiguous_url_is_refused_before_the_origin() {
    let Some(stand) = Stand::start().await else { return };
    for (target, code) in [
        ("/api/v1//articles", "ambiguous_path"),
        ("/api/v1/articles/%2e%2e/users", "ambiguous_path"),
        ("/api/v1/articles%2fone", "ambiguous_path"),
        ("/api/v1/articles;v=1", "ambiguous_path"),
        ("/api/v1/articles%5cone", "ambiguous_path"),
        ("/api\\v1\\articles", "ambiguous_path"),
        ("/api/v1/articles/one%00.css", "ambiguous_path"),
        ("/api/v1/articles%23x", "ambiguous_path"),
        ("/api/v1/articles#x", "ambiguous_path"),
        ("/api/v1/articles%zz", "bad_encoding"),
        ("/api/v1/articles?limit=1;limit=2", "invalid_parameter"),
        ("/api/v1/articles?limit=1#x", "invalid_parameter"),
        ("/api/v1/articles?limit=1&limit=2", "invalid_parameter"),
        ("/api/v1/articles?limit[]=1", "invalid_parameter"),
        ("/api/v1/articles?nope=1", "invalid_parameter"),
    ] {
        let reply = stand.get(target).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (400, Some(code)), "{target}");
        assert_eq!(reply.json()["requestId"], reply.header("x-request-id").as_str());
    }
    assert!(stand.origin.asked().is_empty());
}

#[tokio::test]
async fn dots_that_the_host_resolves_mean_what_they_lead_to() {
    let Some(stand) = Stand::start().await else { return };
    let reply = stand.get("/api/v1/articles/../auth/me").await;
    assert!(reply.header("cache-status").ends_with("fwd=bypass"));
    assert_eq!(stand.origin.asked()[0].target, "/api/v1/auth/me");
}

#[tokio::test]
async fn an_enormous_url_is_refused() {
    let Some(stand) = Stand::start().await else { return };
    for target in [
        format!("/api/v1/articles/{}", "a".repeat(2_000)),
        format!("/api/v1/articles?cursor={}", "a".repeat(5_000)),
    ] {
        let reply = stand.get(&target).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (414, Some("uri_too_long")));
    }
    let endless = format!("/api/v1/articles?cursor={}", "a".repeat(1 << 20));
    let reply = Connection::to(stand.edge).await.ask("GET", &endless, &[]).await;
    assert!(reply.is_none_or(|reply| (400..500).contains(&reply.status)));
    assert!(stand.origin.asked().is_empty());
    assert_eq!(stand.get("/api/v1/articles").await.status, 200, "it still answers");
}

#[tokio::test]
async fn a_host_of_the_visitors_does_not_reach_the_origin() {
    let Some(stand) = Stand::start().await else { return };
    stand.ask("GET", "/api/v1/articles", &[("x-host", "evil"), ("x-forwarded-host", "evil")]).await;
    assert_eq!(stand.ask("GET", "http://evil.example/api/v1/auth/me", &[]).await.status, 500);
    assert_eq!(stand.origin.asked().len(), 1);
    for asked in stand.origin.asked() {
        assert_eq!(asked.header("host"), stand.origin.address.to_string());
    }
}

#[tokio::test]
async fn what_only_the_cache_may_say_is_nothing_from_a_visitor() {
    let Some(stand) = Stand::start().await else { return };
    stand.fill("/api/v1/articles").await;
    for word in ["on-error", "peek", "failed", "refresh -1"] {
        let reply = stand.ask("GET", "/api/v1/articles", &[("x-edge-cache", word)]).await;
        assert!(reply.header("cache-status").contains("; hit"));
    }
    for method in ["PURGE", "PUT", "DELETE"] {
        stand.ask(method, "/api/v1/articles", &[("x-edge-cache", "failed"), ("content-length", "0")]).await;
    }
    assert!(stand.get("/api/v1/articles").await.header("cache-status").contains("; hit"));
}
