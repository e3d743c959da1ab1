//! Between the handler and the cache: entries from responses, responses from entries.

use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use neurmatic_cache::{Answer, Encoding, Entry, LoadError, Tag, Wanted};
use neurmatic_cache_policy::carried_at_edge;

use crate::answer::About;
use crate::problem::Problem;
use crate::routes::{BASE, Route};

/// Where a dependency is away, an answer that is stale is better than none.
impl LoadError for Problem {
    fn is_outage(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE
    }
}

/// The response that an entry becomes.
pub(crate) fn respond(route: &Route, answer: Answer) -> Result<Response, Problem> {
    let (mut response, etag, tags) = match answer {
        Answer::Absent => return Err(Problem::not_found(what(route))),
        Answer::NotModified(unchanged) => {
            (StatusCode::NOT_MODIFIED.into_response(), unchanged.etag(), unchanged.tags().to_owned())
        }
        Answer::Body(stored) => {
            let (etag, tags) = (stored.etag(), stored.tags().to_owned());
            let content_type = HeaderValue::from_str(stored.content_type()).map_err(Problem::internal)?;
            let encoding = stored.encoding();
            let mut response = Response::new(Body::from(stored.into_body()));
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
            if encoding != Encoding::Identity {
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
            }
            (response, etag, tags)
        }
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    let tags = HeaderValue::try_from(carried_at_edge(&tags));
    if let (true, Ok(tags)) = (route.rules.cache.is_some(), tags)
        && !tags.is_empty()
    {
        headers.insert("cache-tag", tags);
    }
    Ok(response)
}

/// What a handler of a cached route answered, as an entry. A missing thing is an answer too.
pub(crate) async fn load(route: &Route, handler: impl Future<Output = Response>) -> Result<Entry, Problem> {
    let response = handler.await;
    match response.extensions().get::<Problem>() {
        Some(problem) if problem.status == StatusCode::NOT_FOUND => Ok(Entry::absent(absent_tags(route))),
        Some(problem) => Err(problem.clone()),
        None => taken_apart(response).await.map(|(parts, body, about)| entry_of(&parts, body, about)),
    }
}

/// What a handler answered, encoded as the client wants it, and not stored.
pub(crate) async fn pass(route: &Route, wanted: &Wanted, response: Response) -> Result<Response, Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Err(problem.clone());
    }
    let is_cacheable = route.rules.cache.is_some();
    let (parts, body, about) = taken_apart(response).await?;
    if body.is_empty() {
        return Ok(Response::from_parts(parts, Body::empty()));
    }
    let has_revision = about.revision.is_some();
    let entry = entry_of(&parts, body, about);
    let wanted = if is_cacheable { wanted.clone() } else { Wanted::body(wanted.encoding()) };
    let mut encoded = respond(route, entry.answer(&wanted))?;
    if !is_cacheable && !has_revision {
        encoded.headers_mut().remove(header::ETAG);
    }
    if parts.status != StatusCode::OK {
        *encoded.status_mut() = parts.status;
    }
    for (name, value) in &parts.headers {
        encoded.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    Ok(encoded)
}

async fn taken_apart(response: Response) -> Result<(Parts, Bytes, About), Problem> {
    let (mut parts, body) = response.into_parts();
    let about = parts.extensions.remove::<About>().unwrap_or_default();
    let body = axum::body::to_bytes(body, usize::MAX).await.map_err(Problem::internal)?;
    Ok((parts, body, about))
}

fn entry_of(parts: &Parts, body: Bytes, about: About) -> Entry {
    let content_type =
        parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let revision = about.revision.and_then(|revision| u64::try_from(revision).ok());
    Entry::found(content_type, body, revision, about.tags)
}

/// The first thing of an area that comes into being may be the one that was missing: its general tag ends the absence.
fn absent_tags(route: &Route) -> Vec<Tag> {
    route.operation.split('.').next().map(Tag::all).into_iter().collect()
}

/// What a route's missing thing is called: the singular of the collection that the path looks it up in.
fn what(route: &Route) -> &str {
    let path = route.path.strip_prefix(BASE).unwrap_or_default();
    let fixed = path.split('/').skip(1).take_while(|segment| !segment.starts_with('{'));
    match fixed.last().unwrap_or("thing") {
        "companies" => "company",
        collection => collection.strip_suffix('s').unwrap_or(collection),
    }
}
