//! What is known of a request before anything is asked: its id, its deadline, and what the client can take.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Request, header};
use neurmatic_cache::Wanted;
use tokio::time::Instant;
use uuid::Uuid;

/// Ties together what was sent, answered and logged.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Cloudflare's id of a request, which its origin is sent.
const EDGE_RAY: HeaderName = HeaderName::from_static("cf-ray");

/// The trace of whoever traces by W3C's standard.
const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// The trace as API Gateway and X-Ray name it.
const AWS_TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// The longest ray or trace id that is taken over, in bytes.
const TRACE_ID_BYTES_MAX: usize = 64;

/// How long a request may take. The gateway gives up after 30 s; nobody waits for a page that long.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// What an answer needs after the function's own work, before the environment's deadline.
const ANSWER_MARGIN: Duration = Duration::from_millis(300);

/// The longest request id that is taken over, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 128;

/// A request that has arrived.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) request_id: String,
    /// The trace that it is a part of, if somebody before us traces.
    pub(crate) trace_id: Option<String>,
    /// The edge's id of it. Anybody can send one: it is for finding, not for believing.
    pub(crate) edge_ray: Option<String>,
    pub(crate) started: Instant,
    pub(crate) deadline: Instant,
    pub(crate) wanted: Wanted,
}

impl Arrival {
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        let started = Instant::now();
        let headers = request.headers();
        let wanted =
            Wanted::new(text(headers, &header::ACCEPT_ENCODING), text(headers, &header::IF_NONE_MATCH));
        Self {
            request_id: request_id(headers),
            trace_id: trace_id(headers),
            edge_ray: text(headers, &EDGE_RAY).filter(|ray| is_sound(ray)).map(str::to_owned),
            started,
            deadline: started + time_for(request),
            wanted,
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The client's id if it is one that can be logged and searched for, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    match text(headers, &REQUEST_ID) {
        Some(id) if (8..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(plain) => id.to_owned(),
        _ => Uuid::now_v7().to_string(),
    }
}

/// The trace's id: the second part of W3C's header, or the root of Amazon's.
fn trace_id(headers: &HeaderMap) -> Option<String> {
    let by_standard = text(headers, &TRACE_PARENT).and_then(|parent| parent.split('-').nth(1));
    let by_amazon = || {
        let parts = text(headers, &AWS_TRACE)?.split(';');
        parts.map(str::trim).find_map(|part| part.strip_prefix("Root="))
    };
    by_standard.or_else(by_amazon).filter(|id| is_sound(id)).map(str::to_owned)
}

fn is_sound(id: &str) -> bool {
    (8..=TRACE_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// What is left of the environment's time, at most [`REQUEST_TIMEOUT`].
fn time_for<B>(request: &Request<B>) -> Duration {
    let Some(context) = request.extensions().get::<lambda_http::Context>() else { return REQUEST_TIMEOUT };
    let left = context.deadline().duration_since(std::time::SystemTime::now()).unwrap_or(Duration::ZERO);
    left.saturating_sub(ANSWER_MARGIN).min(REQUEST_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_is_taken_over_only_if_it_can_be_logged() {
        let id_for = |sent: &str| {
            Arrival::of(&Request::builder().header(REQUEST_ID, sent).body(()).unwrap()).request_id
        };
        assert_eq!(id_for("0198-abc.DEF_1"), "0198-abc.DEF_1");
        for bad in ["short", "has space in it", "a\"quote\"d", &"x".repeat(129)] {
            assert_ne!(id_for(bad), bad);
            assert!(id_for(bad).parse::<Uuid>().is_ok());
        }
    }

    #[test]
    fn a_trace_is_known_by_either_name_and_a_ray_only_if_it_can_be_logged() {
        let arrived = |name: HeaderName, value: &str| {
            Arrival::of(&Request::builder().header(name, value).body(()).unwrap())
        };
        let by_standard = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let arrival = arrived(TRACE_PARENT, by_standard);
        assert_eq!(arrival.trace_id.as_deref(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        let arrival = arrived(AWS_TRACE, "Self=1-2-3;Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1");
        assert_eq!(arrival.trace_id.as_deref(), Some("1-5759e988-bd862e3fe1be46a994272793"));
        assert_eq!(
            arrived(EDGE_RAY, "8f1c2d3e4f5a6b7c-FRA").edge_ray.as_deref(),
            Some("8f1c2d3e4f5a6b7c-FRA")
        );
        assert_eq!(arrived(EDGE_RAY, "a \"ray\" of light").edge_ray, None);
    }
}
