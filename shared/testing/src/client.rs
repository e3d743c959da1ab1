//! A client of a router: sends events, and checks what every response must have.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::event::Event;
use crate::user::TestUser;

/// Sends events to a router, from one address, perhaps as one user. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    router: Router,
    address: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
}

impl Client {
    pub(crate) fn new(router: Router, address: String) -> Self {
        Self { router, address, token: None, headers: Vec::new() }
    }

    /// The same, signed in.
    #[must_use]
    pub fn signed_in(&self, user: &TestUser) -> Self {
        self.with_token(&user.token)
    }

    /// The same with an access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same from another address.
    #[must_use]
    pub fn from_address(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// The same with a header on every request.
    #[must_use]
    pub fn header(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// GET; paths are below `/api/v1`.
    pub async fn get(&self, target: &str) -> Reply {
        self.send("GET", target, None).await
    }

    /// POST with a JSON body.
    pub async fn post(&self, target: &str, body: Value) -> Reply {
        self.send("POST", target, Some(body.to_string())).await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, target: &str, body: Value) -> Reply {
        self.send("PUT", target, Some(body.to_string())).await
    }

    /// PATCH with a JSON body.
    pub async fn patch(&self, target: &str, body: Value) -> Reply {
        self.send("PATCH", target, Some(body.to_string())).await
    }

    /// DELETE.
    pub async fn delete(&self, target: &str) -> Reply {
        self.send("DELETE", target, None).await
    }

    /// Any method, with a body sent as JSON whatever it holds.
    pub async fn send(&self, method: &str, target: &str, body: Option<String>) -> Reply {
        let mut event = Event::new(method, &format!("/api/v1{target}"));
        if let Some(body) = body {
            event = event.header("content-type", "application/json").body(&body);
        }
        self.send_event(event).await
    }

    /// An event, with this client's address, token and headers.
    pub async fn send_event(&self, event: Event) -> Reply {
        let mut event = event.from_address(&self.address);
        if let Some(token) = &self.token {
            event = event.header("authorization", &format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            event = event.header(name, value);
        }
        let response = self.router.clone().oneshot(event.into_request()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        reply.check();
        reply
    }
}

/// A response, whole.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {:?}", self.body))
    }

    /// The `data` of an answer that must have succeeded.
    #[must_use]
    #[track_caller]
    pub fn data(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, String::from_utf8_lossy(&self.body));
        self.json()["data"].clone()
    }

    /// Asserts the status; returns the reply for more.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// The problem's code.
    #[must_use]
    #[track_caller]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_else(|| panic!("no problem: {:?}", self.body)).to_owned()
    }

    /// The pointers of the fields at fault.
    #[must_use]
    #[track_caller]
    pub fn pointers(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
    }

    /// The value of a cookie that the answer sets, and for how many seconds; 0 has it forgotten.
    #[must_use]
    #[track_caller]
    pub fn cookie(&self, name: &str) -> (String, i64) {
        let set = self.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {self:?}"));
        let parts: Vec<&str> = set.split("; ").collect();
        let of = |name: &str| parts.iter().find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let value = of(name).unwrap_or_else(|| panic!("not the cookie {name}: {set}"));
        (value.to_owned(), of("Max-Age").unwrap().parse().unwrap())
    }

    /// A cookie is a credential: hidden from scripts, from other sites, and from caches.
    fn check_cookies(&self) {
        for set in self.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.starts_with("__Secure-"), "a cookie nobody expects: {set}");
            for attribute in ["; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/api/v1/"] {
                assert!(set.contains(attribute), "a cookie without {attribute}");
            }
            assert!(
                self.header("cache-control").unwrap().contains("no-store"),
                "a cookie in a cache: {self:?}"
            );
            assert!(self.header("access-control-allow-origin").is_none(), "a cookie for anybody: {self:?}");
        }
    }

    /// What every response must have.
    pub(crate) fn check(&self) {
        assert!(self.header("x-request-id").is_some(), "no request id: {self:?}");
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "no hardening: {self:?}");
        self.check_cookies();
        let is_health = self.status == 503 && self.json()["data"].is_object();
        if (self.status.is_client_error() || self.status.is_server_error()) && !is_health {
            assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
            let problem = self.json();
            for field in ["type", "title", "status", "detail", "code", "requestId"] {
                assert!(!problem[field].is_null(), "a problem without {field}: {problem}");
            }
            assert_eq!(problem["status"], self.status.as_u16());
        }
        if matches!(self.status.as_u16(), 429 | 503) {
            assert!(self.header("retry-after").is_some(), "no Retry-After: {self:?}");
        }
    }
}
