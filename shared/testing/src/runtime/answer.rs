//! What a function answers to API Gateway, read as strictly as the gateway reads it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

use crate::client::Reply;

/// An answer in payload format 2.0.
#[derive(Clone, Debug)]
pub struct GatewayAnswer {
    /// What the client gets: the body decoded.
    pub reply: Reply,
    /// Whether the body came in base64, as everything must that isn't text.
    pub is_base64: bool,
    /// The cookies, each as `Set-Cookie` would hold it.
    pub cookies: Vec<String>,
}

impl GatewayAnswer {
    pub(crate) fn of(answer: &Value) -> Self {
        let many = &answer["multiValueHeaders"];
        assert!(
            many.is_null() || many.as_object().is_some_and(serde_json::Map::is_empty),
            "an HTTP API doesn't read multiValueHeaders: {many}"
        );
        let is_base64 = answer["isBase64Encoded"].as_bool().unwrap_or_default();
        let body = answer["body"].as_str().unwrap_or_default();
        let body = if is_base64 { STANDARD.decode(body).unwrap() } else { body.as_bytes().to_vec() };
        let cookies = answer["cookies"].as_array().cloned().unwrap_or_default();
        Self {
            reply: Reply { status: status(answer), headers: headers(answer), body: Bytes::from(body) },
            is_base64,
            cookies: cookies.iter().map(|cookie| cookie.as_str().unwrap().to_owned()).collect(),
        }
    }

    /// Asserts the status, and what every reply must have; returns the reply for more.
    #[track_caller]
    pub fn expect(self, status: u16) -> Reply {
        let reply = self.reply.expect(status);
        reply.check();
        reply
    }
}

fn status(answer: &Value) -> StatusCode {
    let status = answer["statusCode"].as_u64().unwrap_or_else(|| panic!("no status: {answer}"));
    StatusCode::from_u16(u16::try_from(status).unwrap()).unwrap()
}

/// The gateway takes one text for each name; several values must have been joined.
fn headers(answer: &Value) -> HeaderMap {
    let headers = answer["headers"].as_object().unwrap_or_else(|| panic!("no headers: {answer}"));
    let pairs = headers.iter().map(|(name, value)| {
        let value = value.as_str().unwrap_or_else(|| panic!("{name} isn't one text: {value}"));
        (HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap())
    });
    pairs.collect()
}
