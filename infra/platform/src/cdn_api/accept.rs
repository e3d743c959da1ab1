//! Taking a call: the checks that Cloudflare makes, in its order, with its answers.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use neurmatic_cache_policy::Invalidation;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::switch::Fault;
use super::{CdnApi, Inner};

/// Slashes of a prefix at most.
const PREFIX_SLASHES_MAX: usize = 31;

/// A call names things of one kind.
#[derive(Deserialize)]
struct Request {
    tags: Option<Vec<String>>,
    files: Option<Vec<String>>,
    prefixes: Option<Vec<String>>,
    #[serde(default)]
    purge_everything: bool,
}

/// What is wrong with a call.
struct No(StatusCode, u32, String);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        let error = json!({ "code": code, "message": message });
        let body = json!({ "success": false, "errors": [error], "messages": [], "result": null });
        (status, Json(body)).into_response()
    }
}

/// `POST …/zones/{zone}/purge_cache` or `invalidate_cache`.
pub(super) async fn purge(
    State(api): State<CdnApi>,
    Path((zone, endpoint)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fault = api.state().wanted.next();
    if let Some(response) = failing(fault, &endpoint).await {
        api.state().counts.failed += 1;
        return response;
    }
    let kind = match authorise(&api.0, &zone, &endpoint, &headers) {
        Ok(kind) => kind,
        Err(no) => return refused(&api, no),
    };
    if let Err(secs) = spend(&api) {
        api.state().counts.beyond_limits += 1;
        let no = No(
            StatusCode::TOO_MANY_REQUESTS,
            971,
            "Please wait and consider throttling your request speed".to_owned(),
        );
        return ([(header::RETRY_AFTER, secs.to_string())], no).into_response();
    }
    match read(&body, api.0.limits.operations_max) {
        Ok(request) => {
            let operations = forget(&api.0, &request, kind);
            let mut state = api.state();
            state.counts.done += 1;
            state.counts.operations += operations;
            let result = json!({ "id": Uuid::now_v7().simple().to_string() });
            Json(json!({ "success": true, "errors": [], "messages": [], "result": result })).into_response()
        }
        Err(no) => refused(&api, no),
    }
}

fn refused(api: &CdnApi, no: No) -> Response {
    api.state().counts.refused += 1;
    no.into_response()
}

async fn failing(fault: Option<Fault>, endpoint: &str) -> Option<Response> {
    let no = |status, message: &str| No(status, 1, message.to_owned());
    match fault? {
        Fault::Busy => {
            let busy = no(StatusCode::TOO_MANY_REQUESTS, "told to be busy");
            Some(([(header::RETRY_AFTER, "1")], busy).into_response())
        }
        Fault::Error => Some(no(StatusCode::INTERNAL_SERVER_ERROR, "told to fail").into_response()),
        Fault::Garbage => Some("<html>200 OK".into_response()),
        Fault::Hang => std::future::pending().await,
        Fault::NoInvalidation => (endpoint == "invalidate_cache")
            .then(|| no(StatusCode::NOT_FOUND, "no such route").into_response()),
    }
}

fn authorise(inner: &Inner, zone: &str, endpoint: &str, headers: &HeaderMap) -> Result<Invalidation, No> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = sent
        .and_then(|sent| sent.strip_prefix("Bearer "))
        .ok_or_else(|| No(StatusCode::BAD_REQUEST, 6003, "Invalid request headers".to_owned()))?;
    if token != inner.account.api_token.expose_secret() {
        return Err(No(StatusCode::FORBIDDEN, 10000, "Authentication error".to_owned()));
    }
    match endpoint {
        "purge_cache" if zone == inner.account.zone_id => Ok(Invalidation::Hard),
        "invalidate_cache" if zone == inner.account.zone_id => Ok(Invalidation::Soft),
        _ => Err(No(StatusCode::NOT_FOUND, 7003, format!("Could not route to /zones/{zone}/{endpoint}"))),
    }
}

/// Takes a call out of the bucket; or says in how many seconds there is one.
fn spend(api: &CdnApi) -> Result<(), u64> {
    let now = api.0.clock.now();
    let calls = api.0.limits.calls;
    let mut state = api.state();
    let passed = now.duration_since(state.counted_at).as_secs_f64().max(0.0);
    state.tokens = (state.tokens + passed * calls.per_sec).min(calls.size);
    state.counted_at = now;
    if state.tokens < 1.0 {
        let missing = Duration::from_secs_f64((1.0 - state.tokens) / calls.per_sec);
        return Err(missing.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX));
    }
    state.tokens -= 1.0;
    Ok(())
}

fn read(body: &[u8], operations_max: usize) -> Result<Request, No> {
    let bad = |code, message: &str| No(StatusCode::BAD_REQUEST, code, message.to_owned());
    let request: Request = serde_json::from_slice(body)
        .map_err(|error| No(StatusCode::BAD_REQUEST, 1014, format!("not a list of texts: {error}")))?;
    let Request { tags, files, prefixes, purge_everything } = &request;
    let named: Vec<&Vec<String>> = [tags, files, prefixes].into_iter().flatten().collect();
    if named.len() + usize::from(*purge_everything) != 1 {
        return Err(bad(
            1012,
            "Request must contain one of \"purge_everything\", \"files\", \"tags\" or \"prefixes\"",
        ));
    }
    let values = || named.iter().flat_map(|values| values.iter());
    if !purge_everything && (values().count() == 0 || values().count() > operations_max) {
        return Err(No(StatusCode::BAD_REQUEST, 1013, format!("1 to {operations_max} operations a request")));
    }
    if values().any(|value| value.is_empty() || !value.is_ascii() || value.contains([' ', ','])) {
        return Err(bad(1015, "a value is not a tag, a URL or a prefix"));
    }
    let is_url = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    if files.iter().flatten().any(|url| !is_url(url)) {
        return Err(bad(1016, "a file is a whole URL"));
    }
    let is_prefix = |prefix: &String| {
        !prefix.contains("://")
            && !prefix.contains(['?', '#'])
            && prefix.matches('/').count() <= PREFIX_SLASHES_MAX
    };
    if prefixes.iter().flatten().any(|prefix| !is_prefix(prefix)) {
        return Err(bad(1017, "a prefix is a host and a path"));
    }
    Ok(request)
}

/// Does it, and says how many things that were.
fn forget(inner: &Inner, request: &Request, kind: Invalidation) -> u64 {
    let Request { tags, files, prefixes, purge_everything } = request;
    let mut operations = 0;
    if let Some(tags) = tags {
        inner.edge.purge_tags(tags, kind);
        operations += tags.len();
    }
    if let Some(files) = files {
        inner.edge.purge_urls(files, kind);
        operations += files.len();
    }
    for prefix in prefixes.iter().flatten() {
        inner.edge.purge_prefix(prefix, kind);
        operations += 1;
    }
    if *purge_everything {
        inner.edge.purge_everything(kind);
        operations += 1;
    }
    u64::try_from(operations).unwrap_or(u64::MAX)
}
