//! What every response gets at last: its problem rendered, its headers, its line in the log.

use std::fmt::Write as _;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use neurmatic_cache_policy::{PRIVATE, Policy};
use neurmatic_db::Account;
use neurmatic_rate_limit::{Standing, rate_limit, rate_limit_policy};
use neurmatic_telemetry::{CacheOutcome, ErrorEvent, RequestRecord};

use crate::arrival::{Arrival, REQUEST_ID};
use crate::cookie::SetCookie;
use crate::front::Placed;
use crate::own_pages;
use crate::problem::{PROBLEM_JSON, Problem, RETRY_AFTER_SECS};

/// What happened on the way.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) standings: Vec<Standing>,
    pub(crate) cache: CacheOutcome,
    pub(crate) redis_took: Duration,
    /// Whether the answer may be kept for others, by the request; the answer's own status may still forbid it.
    pub(crate) shared: bool,
}

/// What RFC 9211 says of what the application cache had to do with it.
fn cache_status(outcome: CacheOutcome) -> &'static str {
    match outcome {
        CacheOutcome::Bypass => "neurmatic; fwd=bypass",
        CacheOutcome::Hit => "neurmatic; hit",
        CacheOutcome::Stale => "neurmatic; hit; detail=stale",
        CacheOutcome::Miss => "neurmatic; fwd=miss",
    }
}

const EDGE_CACHE_CONTROL: HeaderName = HeaderName::from_static("cloudflare-cdn-cache-control");
const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Headers of a response, those of its answer aside: room is made for them once.
const HEADERS_MAX: usize = 16;

/// The response as it is sent.
pub(crate) fn finish(
    stage: &Placed,
    arrival: &Arrival,
    record: Record,
    account: Account,
    outcome: Result<Response, Problem>,
) -> Response {
    let route = stage.route.as_ref();
    let mut response = match outcome {
        Ok(mut response) => {
            response.headers_mut().reserve(HEADERS_MAX);
            // Nobody shall keep for minutes what is only better than an error.
            let may_be_kept = record.shared && record.cache != CacheOutcome::Stale;
            route.cache_headers.put(response.headers_mut(), may_be_kept);
            if response.status() == StatusCode::SERVICE_UNAVAILABLE {
                set_text(response.headers_mut(), &header::RETRY_AFTER, RETRY_AFTER_SECS.to_string());
            }
            response
        }
        Err(problem) => {
            tell_problem(stage, arrival, &problem);
            render(&problem, &arrival.request_id)
        }
    };
    let took = arrival.started.elapsed();
    let headers = response.headers_mut();
    set(headers, &CACHE_STATUS, HeaderValue::from_static(cache_status(record.cache)));
    set_text(headers, &SERVER_TIMING, timing(took, account.total, record.redis_took));
    if !record.standings.is_empty() {
        set_text(headers, &RATE_LIMIT_POLICY, rate_limit_policy(&record.standings));
        set_text(headers, &RATE_LIMIT, rate_limit(&record.standings));
    }
    common_headers(headers, &arrival.request_id);
    if route.rules.own_pages_only {
        own_pages::keep_answer(headers);
    }
    if account.n_plus_one {
        tracing::warn!(
            operation = route.operation,
            queries = account.queries,
            request_id = arrival.request_id,
            "N+1 queries"
        );
    }
    stage.services.telemetry.request(&RequestRecord {
        operation: route.operation,
        status: response.status().as_u16(),
        took,
        database: account.total,
        redis: record.redis_took,
        queries: account.queries,
        n_plus_one: account.n_plus_one,
        cache: record.cache,
        request_id: &arrival.request_id,
        trace_id: arrival.trace_id.as_deref(),
        edge_ray: arrival.edge_ray.as_deref(),
    });
    response
}

/// A problem as a response.
pub(crate) fn render(problem: &Problem, request_id: &str) -> Response {
    let mut response = Response::new(Body::from(problem.body(request_id)));
    *response.status_mut() = problem.status;
    let headers = response.headers_mut();
    set(headers, &header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    set(headers, &header::CACHE_CONTROL, HeaderValue::from_static(PRIVATE));
    if let Some(secs) = problem.retry_after_secs {
        set_text(headers, &header::RETRY_AFTER, secs.to_string());
    }
    if let Some(cookie) = &problem.cookie {
        set(headers, &header::SET_COOKIE, SetCookie::clone(cookie).into_value());
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        set(headers, &header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The headers of every response, problems and unknown paths included.
pub(crate) fn common_headers(headers: &mut HeaderMap, request_id: &str) {
    set_text(headers, &REQUEST_ID, request_id.to_owned());
    let media_type = headers.get(header::CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html")) {
        let policy = headers.entry(header::CONTENT_SECURITY_POLICY);
        policy.or_insert(HeaderValue::from_static(PAGE_POLICY));
    }
    for (name, value) in &COMMON {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}

/// Hardening, and CORS for everybody: who asks is said by a token that no browser adds by itself, so that any origin may ask. The
/// routes that take a cookie are for our own pages, and their answers lose what this says of CORS.
static COMMON: [(HeaderName, HeaderValue); 8] = [
    common("access-control-allow-origin", "*"),
    common("access-control-expose-headers", EXPOSED),
    common("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    common("cross-origin-resource-policy", "cross-origin"),
    common("referrer-policy", "strict-origin-when-cross-origin"),
    common("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
    common("x-content-type-options", "nosniff"),
    common("x-frame-options", "DENY"),
];

const fn common(name: &'static str, value: &'static str) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// A page that says nothing else of itself may bring its own styles; it runs no script and loads nothing.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

const EXPOSED: &str =
    "Cache-Status, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id";

/// What a route's answers say to caches, written once.
#[derive(Debug)]
pub(crate) struct CacheHeaders(Vec<(HeaderName, HeaderValue)>);

impl CacheHeaders {
    pub(crate) fn of(policy: Option<&Policy>) -> Self {
        let Some(policy) = policy else {
            return Self(vec![(header::CACHE_CONTROL, HeaderValue::from_static(PRIVATE))]);
        };
        let said = [
            (header::CACHE_CONTROL, HeaderValue::try_from(policy.cache_control())),
            (EDGE_CACHE_CONTROL, HeaderValue::try_from(policy.edge_cache_control())),
            (header::VARY, Ok(HeaderValue::from_static("Accept-Encoding"))),
        ];
        Self(said.into_iter().filter_map(|(name, value)| Some((name, value.ok()?))).collect())
    }

    /// Says them; to a client who said who asks, that nobody else may keep the answer.
    fn put(&self, headers: &mut HeaderMap, shared: bool) {
        if !shared {
            set(headers, &header::CACHE_CONTROL, HeaderValue::from_static(PRIVATE));
            set(headers, &header::VARY, HeaderValue::from_static("Accept-Encoding"));
            return;
        }
        for (name, value) in &self.0 {
            set(headers, name, value.clone());
        }
    }
}

/// Writes down why a request was refused or failed; of what is our fault somebody is told.
fn tell_problem(stage: &Placed, arrival: &Arrival, problem: &Problem) {
    let (operation, request_id) = (stage.route.operation, arrival.request_id.as_str());
    if !problem.status.is_server_error() {
        tracing::debug!(operation, request_id, code = problem.code, detail = problem.detail, "refused");
        return;
    }
    let mut inside = String::new();
    let mut cause = problem.inside.as_deref().map(|error| error as &dyn std::error::Error);
    while let Some(error) = cause {
        // Writing to a String can't fail.
        let _ = write!(inside, "{}{error}", if inside.is_empty() { "" } else { ": " });
        cause = error.source();
    }
    if problem.status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(operation, request_id, code = problem.code, inside, "unavailable");
        return;
    }
    tracing::error!(operation, request_id, code = problem.code, inside, "failed");
    stage.services.telemetry.error(&ErrorEvent {
        operation,
        code: problem.code,
        inside: &inside,
        request_id: Some(request_id),
        trace_id: arrival.trace_id.as_deref(),
    });
}

fn timing(app: Duration, db: Duration, cache: Duration) -> String {
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    format!("app;dur={:.2}, db;dur={:.2}, cache;dur={:.2}", ms(app), ms(db), ms(cache))
}

fn set(headers: &mut HeaderMap, name: &HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

fn set_text(headers: &mut HeaderMap, name: &HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
