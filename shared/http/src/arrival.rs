//! What is known of a request before anything is asked: its id, its deadline, and what the client can take.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Request, header};
use neurmatic_cache::Wanted;
use tokio::time::Instant;
use uuid::Uuid;

/// Ties together what was sent, answered and logged.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

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
        Self { request_id: request_id(headers), started, deadline: started + time_for(request), wanted }
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
}
