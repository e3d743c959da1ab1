//! API Gateway events, made from a recorded one, and the requests that Lambda's runtime makes of them.

use axum::body::Body;
use axum::extract::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lambda_http::{Context, LambdaEvent};
use neurmatic_http::made_sound;
use serde_json::{Value, json};

/// An event of an HTTP API, payload format 2.0.
#[derive(Clone, Debug)]
pub struct Event(Value);

impl Event {
    /// A request of `method` for `target`, which may hold a query string.
    #[must_use]
    pub fn new(method: &str, target: &str) -> Self {
        let mut event: Value = serde_json::from_str(include_str!("../fixtures/http-api-v2.json")).unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        event["rawPath"] = json!(path);
        event["rawQueryString"] = json!(query);
        event["requestContext"]["http"]["method"] = json!(method);
        event["requestContext"]["http"]["path"] = json!(path);
        Self(event)
    }

    /// The same from another address.
    #[must_use]
    pub fn from_address(mut self, address: &str) -> Self {
        self.0["requestContext"]["http"]["sourceIp"] = json!(address);
        self.0["headers"]["x-forwarded-for"] = json!(address);
        self
    }

    /// The same with a header. API Gateway writes names in lower case.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0["headers"][name.to_lowercase()] = json!(value);
        self
    }

    /// The same with a body, as text.
    #[must_use]
    pub fn body(mut self, body: &str) -> Self {
        self.0["body"] = json!(body);
        self.0["headers"]["content-length"] = json!(body.len().to_string());
        self
    }

    /// The same with a body that isn't text: API Gateway sends it in base64.
    #[must_use]
    pub fn binary_body(mut self, body: &[u8]) -> Self {
        self.0["body"] = json!(STANDARD.encode(body));
        self.0["isBase64Encoded"] = json!(true);
        self
    }

    /// The event as JSON.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// The request that a function makes of it on Lambda.
    pub(crate) fn into_request(self) -> Request {
        let event = LambdaEvent::new(serde_json::from_value(self.0).unwrap(), Context::default());
        let request: lambda_http::Request = made_sound(event).payload.into();
        request.map(|body| match body {
            lambda_http::Body::Text(text) => Body::from(text),
            lambda_http::Body::Binary(bytes) => Body::from(bytes),
            _ => Body::empty(),
        })
    }
}
