//! How workerd talks to the cache: the protocol behind its Cache API (`cacheApiOutbound`), which is HTTP as to a proxy.
//!
//! `GET` is `cache.match`: a hit bears `CF-Cache-Status: HIT`. `PUT` is `cache.put`: its body is a whole response.
//! `PURGE` is `cache.delete`. Our Worker says more by [`EDGE_CACHE`]: with a `GET`, `peek` asks without meaning to load,
//! and `on-error` for whatever may be served while the origin fails; with a `PURGE`, `failed` and `nothing` end a load
//! without removing anything. A hit tells by the same header what it is: `fresh`, `stale` or `refresh`, and the seconds
//! until it is stale.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State as Part};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use neurmatic_cache_policy::Invalidation;

use super::entry::{ENTRY_BYTES_MAX, Key};
use super::loads::Ended;
use super::{EdgeCache, Found, State};

const EDGE_CACHE: HeaderName = HeaderName::from_static("x-edge-cache");
const CF_CACHE_STATUS: HeaderName = HeaderName::from_static("cf-cache-status");

/// The cache as workerd asks it.
pub fn router(cache: EdgeCache) -> Router {
    let limit = DefaultBodyLimit::max(ENTRY_BYTES_MAX);
    Router::new().fallback(answer).layer(limit).with_state(cache)
}

async fn answer(
    Part(cache): Part<EdgeCache>,
    method: Method,
    url: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let key = Key::new(url.to_string(), text(&header::ACCEPT_ENCODING).unwrap_or_default());
    let said = text(&EDGE_CACHE).unwrap_or_default();
    match (method.as_str(), said) {
        ("GET", "on-error") => found(cache.look_on_error(&key)),
        ("GET", "peek") => found(cache.peek(&key)),
        ("GET", _) => found(cache.look(&key).await),
        ("PUT", _) => match body {
            Ok(response) => {
                cache.put(&key, &response);
                StatusCode::NO_CONTENT.into_response()
            }
            Err(_too_large_or_cut_short) => {
                cache.end(&key, Ended::Nothing);
                StatusCode::PAYLOAD_TOO_LARGE.into_response()
            }
        },
        ("PURGE", "failed") => ended(&cache, &key, Ended::Failed),
        ("PURGE", "nothing") => ended(&cache, &key, Ended::Nothing),
        ("PURGE", _) => {
            cache.purge_urls(&[key.url()], Invalidation::Hard);
            StatusCode::OK.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

fn ended(cache: &EdgeCache, key: &Key, how: Ended) -> Response {
    cache.end(key, how);
    StatusCode::OK.into_response()
}

fn found(found: Option<Found>) -> Response {
    let Some(Found { entry, age_secs, state }) = found else {
        let miss = [(CF_CACHE_STATUS, HeaderValue::from_static("MISS"))];
        return (StatusCode::GATEWAY_TIMEOUT, miss).into_response();
    };
    let word = match state {
        State::Fresh => "fresh",
        State::Stale => "stale",
        State::Refresh => "refresh",
    };
    let mut response = Response::new(Body::from(entry.body.clone()));
    *response.status_mut() = entry.status;
    let headers = response.headers_mut();
    *headers = entry.headers.clone();
    headers.insert(CF_CACHE_STATUS, HeaderValue::from_static("HIT"));
    headers.insert(header::AGE, HeaderValue::from(age_secs));
    if let Ok(told) = HeaderValue::try_from(format!("{word} {}", entry.ttl_secs(age_secs))) {
        headers.insert(EDGE_CACHE, told);
    }
    response
}
