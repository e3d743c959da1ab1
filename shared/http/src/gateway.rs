//! What API Gateway's events need before they can be requests. Deliberately not in here: reading them, which is
//! `lambda_http`'s.

use lambda_http::LambdaEvent;
use lambda_http::request::LambdaRequest;

/// The stage whose name isn't part of a path.
const DEFAULT_STAGE: &str = "$default";

/// Characters that clients send bare in a query and that a request's target can't hold (RFC 3986). An event with one of
/// them would not become a request: the visitor would be answered 500.
const NOT_IN_QUERIES: &[u8] = b" \"#<>\\^`{|}";

/// A path that the gateway decoded may hold what would end it, or what counts as a slash where addresses are read.
const NOT_IN_PATHS: &[u8] = b"?#\\";

/// The event with a target that a request can hold, and a path as the routes know it.
#[must_use]
pub fn made_sound(mut event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        if let Some(query) = &mut request.raw_query_string {
            encode(query, NOT_IN_QUERIES);
        }
        let stage = request.request_context.stage.replace(DEFAULT_STAGE.to_owned());
        let stage = stage.filter(|stage| stage != DEFAULT_STAGE);
        if let Some(path) = &mut request.raw_path {
            encode(path, NOT_IN_PATHS);
            keep_dots(path);
            if let Some(below) = stage.and_then(|stage| below_stage(path, &stage)) {
                *path = below;
            }
        }
    }
    event
}

/// A named stage stands before the path, unless a domain's mapping took it away.
fn below_stage(path: &str, stage: &str) -> Option<String> {
    let below = path.strip_prefix('/')?.strip_prefix(stage)?;
    (below.is_empty() || below.starts_with('/')).then(|| below.to_owned())
}

/// Where the event becomes a request, `/a/../b` would become `/b`: another path than the one that the edge decided about. Encoded once
/// more, dots stay what they are, and no route has them.
fn keep_dots(path: &mut String) {
    let is_dots =
        |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if path.split('/').any(is_dots) {
        let kept = path.split('/').map(|segment| {
            if is_dots(segment) {
                segment.replace('%', "%25").replace('.', "%252E")
            } else {
                segment.to_owned()
            }
        });
        *path = kept.collect::<Vec<_>>().join("/");
    }
}

fn encode(text: &mut String, unfit: &[u8]) {
    let fits = |byte: u8| byte.is_ascii() && !byte.is_ascii_control() && !unfit.contains(&byte);
    if text.bytes().all(fits) {
        return;
    }
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if fits(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    *text = encoded;
}

fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use lambda_http::{Body, Context};
    use serde_json::json;

    use super::*;

    fn target(stage: &str, path: &str, query: &str) -> String {
        let event = json!({
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "requestContext": {"stage": stage, "http": {"method": "GET"}},
        });
        let payload = serde_json::from_value(event).unwrap();
        let sound = made_sound(LambdaEvent::new(payload, Context::default()));
        let request: Request<Body> = sound.payload.into();
        request.uri().to_string()
    }

    #[test]
    fn every_character_of_a_query_can_be_part_of_a_request() {
        let all: String = (1..=255_u8).map(char::from).collect();
        assert!(target("$default", "/a", &all).starts_with("/a?%01%02"));
        assert_eq!(target("$default", "/a", "q=<b> \"ü\"&r=%20+%"), "/a?q=%3Cb%3E%20%22%C3%BC%22&r=%20+%");
    }

    #[test]
    fn a_decoded_path_stays_one() {
        assert_eq!(target("$default", "/articles/what?#1 ü", "a=b"), "/articles/what%3F%231%20%C3%BC?a=b");
    }

    #[test]
    fn dots_lead_nowhere() {
        assert_eq!(target("$default", "/a/../b", ""), "/a/%252E%252E/b");
        assert_eq!(target("$default", "/a/%2E./.%2e", ""), "/a/%252E%252E/%252E%252e");
        assert_eq!(target("$default", "/a/./", ""), "/a/%252E/");
        assert_eq!(target("$default", "/a\\..\\b", ""), "/a%5C..%5Cb");
        assert_eq!(target("$default", "/a.b/..c", ""), "/a.b/..c");
    }

    #[test]
    fn a_stage_is_taken_from_the_path_if_it_is_there() {
        assert_eq!(target("staging", "/staging/api/v1/docs", ""), "/api/v1/docs");
        assert_eq!(target("staging", "/api/v1/docs", ""), "/api/v1/docs");
        assert_eq!(target("staging", "/stagingapi", ""), "/stagingapi");
        assert_eq!(target("staging", "/staging", ""), "/");
        assert_eq!(target("$default", "/$default/docs", ""), "/$default/docs");
    }
}
