//! What passes the cache by, and how it reaches the origin.

use crate::origin::Mood;
use crate::stand::{ORIGIN_SECRET, Stand, TRUSTED_CLIENT_SECRET};

const LIST: &str = "/api/v1/articles?limit=5";

const CREDENTIALS: [(&str, &str); 5] = [
    ("authorization", "Bearer token"),
    ("x-api-key", "key"),
    ("cookie", "theme=dark; __Host-refresh=1"),
    ("cookie", "session=1"),
    ("Cookie", "a=b, session=1"),
];

#[tokio::test]
async fn whoever_says_who_asks_neither_reads_nor_fills() {
    let Some(stand) = Stand::start().await else { return };
    for credential in CREDENTIALS {
        let reply = stand.ask("GET", LIST, &[credential]).await;
        assert_eq!(reply.header("cache-status"), "neurmatic; fwd=miss, neurmatic-edge; fwd=bypass");
    }
    assert_eq!(stand.origin.take_asked().len(), CREDENTIALS.len(), "one of them was filled by another");
    let first = stand.fill(LIST).await;
    assert_eq!(stand.origin.take_asked().len(), 1, "a personal answer was kept for all");
    for credential in CREDENTIALS {
        assert_ne!(stand.ask("GET", LIST, &[credential]).await.body, first.body, "{credential:?}");
    }
    assert_eq!(stand.origin.asked().len(), CREDENTIALS.len());
}

#[tokio::test]
async fn a_cookie_that_says_nothing_does_not_reach_the_origin_of_a_shared_answer() {
    let Some(stand) = Stand::start().await else { return };
    let headers =
        [("cookie", "theme=dark"), ("user-agent", "one"), ("x-anything", "1"), ("accept", "text/plain")];
    stand.ask("GET", LIST, &headers).await;
    let asked = &stand.origin.asked()[0];
    for (name, value) in headers {
        assert_ne!(asked.header(name), value, "{name}");
    }
    assert!(stand.fill(LIST).await.header("cache-status").contains("; hit"));
}

#[tokio::test]
async fn writes_pass_with_their_body_and_answers_come_back_whole() {
    let Some(stand) = Stand::start().await else { return };
    let mut headers = vec![("authorization", "Bearer t"), ("content-type", "application/json")];
    headers.push(("content-length", "0"));
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let reply = stand.ask(method, "/api/v1/articles?b=1&a=2", &headers).await;
        assert_eq!(reply.status, 200);
        assert!(reply.header("cache-status").ends_with("neurmatic-edge; fwd=method"));
        assert_eq!(reply.header("ratelimit"), "\"general-ip\";r=299;t=1");
        let asked = stand.origin.take_asked().remove(0);
        assert_eq!((asked.method.as_str(), asked.target.as_str()), (method, "/api/v1/articles?b=1&a=2"));
        assert_eq!(asked.header("authorization"), "Bearer t");
    }
    let reply = stand.ask("POST", "/api/v1/articles", &[("content-length", "4\r\n\r\nbody\r\nx: y")]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(stand.origin.asked()[0].body, "body");
}

#[tokio::test]
async fn a_pages_login_passes_with_its_cookie_and_no_other_origin_may_read_it() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Odd(&[
        ("cache-control", "private, no-cache, no-store"),
        ("set-cookie", "__Secure-refresh=next; Path=/api/v1/auth/session; Secure; HttpOnly; SameSite=Strict"),
    ]));
    let headers = [
        ("origin", "https://neurmatic.example"),
        ("sec-fetch-site", "same-origin"),
        ("cookie", "__Secure-refresh=token"),
        ("content-length", "0"),
    ];
    for target in ["/api/v1/auth/session", "/api/v1/auth/session/refresh"] {
        let reply = stand.ask("POST", target, &headers).await;
        assert!(reply.header("set-cookie").starts_with("__Secure-refresh=next; Path=/api/v1/auth/session; "));
        assert!(!reply.has("access-control-allow-origin"));
        let asked = stand.origin.take_asked().remove(0);
        for (name, value) in &headers[..3] {
            assert_eq!(asked.header(name), *value, "{target}");
        }
    }
}

#[tokio::test]
async fn a_read_has_no_body() {
    let Some(stand) = Stand::start().await else { return };
    for target in [LIST, "/api/v1/auth/me"] {
        let reply = stand.ask("GET", target, &[("content-length", "4\r\n\r\nbody\r\nx: y")]).await;
        assert_eq!(reply.status, 200, "{target}");
        assert!(stand.origin.take_asked()[0].body.is_empty(), "{target}");
    }
}

#[tokio::test]
async fn the_origin_hears_who_asks_from_the_edge_alone() {
    let Some(stand) = Stand::start().await else { return };
    let lies = [
        ("x-origin-secret", "guess"),
        ("cf-connecting-ip", "203.0.113.9"),
        ("x-forwarded-for", "203.0.113.9"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "for=203.0.113.9"),
        ("x-original-url", "/admin"),
        ("x-rewrite-url", "/admin"),
        ("x-http-method-override", "DELETE"),
        ("true-client-ip", "203.0.113.9"),
        ("x-real-ip", "203.0.113.9"),
    ];
    for target in [LIST, "/api/v1/auth/me"] {
        stand.ask("GET", target, &lies).await;
        let asked = stand.origin.take_asked().remove(0);
        assert_eq!(asked.header("x-origin-secret"), ORIGIN_SECRET);
        assert_eq!(asked.header("cf-connecting-ip"), "127.0.0.1");
        for (name, _) in &lies[2..] {
            assert_eq!(asked.header(name), "", "{target}: {name}");
        }
    }
}

#[tokio::test]
async fn a_trusted_client_may_say_an_address() {
    let Some(stand) = Stand::start().await else { return };
    for (secret, address) in [(TRUSTED_CLIENT_SECRET, "203.0.113.9"), ("guess", "127.0.0.1")] {
        let headers = [("x-trusted-client", secret), ("cf-connecting-ip", "203.0.113.9")];
        stand.ask("GET", "/api/v1/auth/me", &headers).await;
        let asked = stand.origin.take_asked().remove(0);
        assert_eq!(asked.header("cf-connecting-ip"), address);
        assert_eq!(asked.header("x-trusted-client"), "", "the secret stays at the edge");
    }
}

#[tokio::test]
async fn a_redirect_is_the_visitors_to_follow() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Failing(302));
    assert_eq!(stand.get("/api/v1/auth/me").await.status, 302);
    assert_eq!(stand.get(LIST).await.status, 302);
    assert_eq!(stand.origin.asked().len(), 2);
}
