//! The calls: an object is read, put, copied or deleted.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use jiff::Timestamp;

use crate::LocalBucket;
use crate::objects::Object;
use crate::refusal::Refusal;
use crate::verify::{Who, said, who};

/// The largest object, in bytes: larger than any that the platform signs a URL for.
const OBJECT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The headers by which something is said of an object when it is put.
const ABOUT: [&str; 5] =
    ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type"];

/// What everybody reads.
const PUBLIC: [&str; 2] = ["media/", "assets/"];

/// The bucket's routes: its name is the first part of each path.
pub fn router(bucket: LocalBucket) -> Router {
    let path = format!("/{}/{{*key}}", bucket.0.settings.name);
    Router::new().route(&path, any(answer)).with_state(bucket)
}

async fn answer(State(bucket): State<LocalBucket>, Path(key): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match take(&bucket, &key, &parts, body).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    // As the bucket's own rules for browsers say.
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    response
}

async fn take(bucket: &LocalBucket, key: &str, parts: &Parts, body: Body) -> Result<Response, Refusal> {
    if parts.method == Method::OPTIONS {
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, PUT"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        ];
        return Ok((allowed, StatusCode::OK).into_response());
    }
    let is_put = parts.method == Method::PUT;
    if is_put && !parts.headers.contains_key(header::CONTENT_LENGTH) {
        return Err(Refusal::LengthMissing);
    }
    let body = axum::body::to_bytes(body, OBJECT_BYTES_MAX).await;
    let body = body.map_err(|_too_large_or_broken| Refusal::EntityTooLarge)?;
    let who = who(&bucket.0.settings, parts, &body, Timestamp::now())?;
    let is_read = matches!(parts.method, Method::GET | Method::HEAD);
    let is_public = is_read && PUBLIC.iter().any(|folder| key.starts_with(folder));
    if who != Who::Owner && !is_public {
        return Err(Refusal::AccessDenied);
    }
    match (said(&parts.headers, "x-amz-copy-source"), is_read) {
        (_, true) => read(bucket, key, &parts.headers),
        ("", _) if is_put => put(bucket, key, Object::new(body, about(&parts.headers))),
        (source, _) if is_put => copy(bucket, source, key, &parts.headers),
        _ if parts.method == Method::DELETE => {
            bucket.objects().remove(key);
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Ok(StatusCode::METHOD_NOT_ALLOWED.into_response()),
    }
}

/// What is said of an object.
fn about(headers: &HeaderMap) -> HeaderMap {
    let mut about = HeaderMap::new();
    about.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("binary/octet-stream"));
    for (name, value) in headers.iter().filter(|(name, _)| ABOUT.contains(&name.as_str())) {
        about.insert(name.clone(), value.clone());
    }
    about
}

fn put(bucket: &LocalBucket, key: &str, object: Object) -> Result<Response, Refusal> {
    let etag = object.etag.clone();
    if !bucket.objects().put(key, object) {
        return Err(Refusal::Full);
    }
    Ok(([(header::ETAG, etag)], StatusCode::OK).into_response())
}

fn copy(bucket: &LocalBucket, source: &str, key: &str, headers: &HeaderMap) -> Result<Response, Refusal> {
    let folder = format!("/{}/", bucket.0.settings.name);
    let source = source.strip_prefix(&folder).ok_or(Refusal::NotFound)?;
    let mut object = bucket.objects().get(source).ok_or(Refusal::NotFound)?;
    let wanted = said(headers, "x-amz-copy-source-if-match");
    if !wanted.is_empty() && wanted != object.etag {
        return Err(Refusal::PreconditionFailed);
    }
    if said(headers, "x-amz-metadata-directive") == "REPLACE" {
        object.about = about(headers);
    }
    let etag = object.etag.clone();
    if !bucket.objects().put(key, object) {
        return Err(Refusal::Full);
    }
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CopyObjectResult><ETag>{etag}</ETag></CopyObjectResult>"
    );
    Ok(([(header::CONTENT_TYPE, "application/xml")], body).into_response())
}

fn read(bucket: &LocalBucket, key: &str, headers: &HeaderMap) -> Result<Response, Refusal> {
    let object = bucket.objects().get(key).ok_or(Refusal::NotFound)?;
    let kept = [(header::ETAG, object.etag.clone()), (header::ACCEPT_RANGES, "bytes".to_owned())];
    if said(headers, "if-none-match") == object.etag {
        return Ok((StatusCode::NOT_MODIFIED, object.about, kept).into_response());
    }
    let Some((first, last)) = range(said(headers, "range")) else {
        return Ok((object.about, kept, object.bytes).into_response());
    };
    let size = object.bytes.len();
    if first >= size || last < first {
        return Err(Refusal::RangeInvalid);
    }
    let last = last.min(size.saturating_sub(1));
    let part: Bytes = object.bytes.slice(first..=last);
    let range = [(header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}"))];
    Ok((StatusCode::PARTIAL_CONTENT, object.about, kept, range, part).into_response())
}

/// The one kind of range that is understood: `bytes=0-63`, `bytes=64-`. Another is as if it weren't there.
fn range(text: &str) -> Option<(usize, usize)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let last = if last.is_empty() { usize::MAX } else { last.parse().ok()? };
    Some((first.parse().ok()?, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_or_passed_over() {
        assert_eq!(range("bytes=0-63"), Some((0, 63)));
        assert_eq!(range("bytes=64-"), Some((64, usize::MAX)));
        for other in ["", "bytes=-5", "bytes=0-1,3-4", "items=0-1"] {
            assert_eq!(range(other), None, "{other}");
        }
    }
}
