//! The origin of the benchmark: the same answer to everybody, as large and with as many headers as the functions'.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::http::header::HeaderName;
use axum::response::IntoResponse;
use tokio::net::TcpListener;

/// About what a list of twenty articles has when it is compressed.
const BODY_BYTES: usize = 4 * 1024;

const HEADERS: [(&str, &str); 14] = [
    ("cache-control", "public, max-age=300, s-maxage=300"),
    ("cloudflare-cdn-cache-control", "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"),
    ("cache-tag", "articles"),
    ("content-type", "application/json"),
    ("etag", "\"l96yb98tDfXK.identity\""),
    ("vary", "Accept-Encoding"),
    ("cache-status", "neurmatic; hit"),
    ("server-timing", "app;dur=0.66, db;dur=0.00, cache;dur=0.36"),
    ("ratelimit", "\"general-ip\";r=295;t=1, \"read\";r=98;t=2"),
    ("ratelimit-policy", "\"general-ip\";q=300;w=60, \"read\";q=100;w=60"),
    ("access-control-allow-origin", "*"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Starts it.
pub(crate) async fn start() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let body: &'static str = "x".repeat(BODY_BYTES).leak();
    let headers = HEADERS.map(|(name, value)| (HeaderName::from_static(name), value));
    let answer = move || async move { (axum::response::AppendHeaders(headers), body).into_response() };
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}
