//! What a client says it is: enough for its owner to recognise it, no more.

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use neurmatic_http::{DescribedInput, Problem};
use schemars::JsonSchema;
use serde::Serialize;

/// As much of the header as is kept, in characters.
const USER_AGENT_CHARS_MAX: usize = 500;

/// The first that is found counts: nearly every browser claims to be Safari too.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// The first that is found counts: Android claims to be Linux too.
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// The `User-Agent` of a request, cut to 500 characters.
#[derive(Clone, Debug)]
pub(crate) struct UserAgent(Option<String>);

impl UserAgent {
    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UserAgent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let sent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(sent.map(|text| text.chars().take(USER_AGENT_CHARS_MAX).collect())))
    }
}

impl DescribedInput for UserAgent {}

/// What a device seems to be.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct DeviceOut {
    /// Such as `Firefox`.
    browser: Option<&'static str>,
    /// Such as `Linux`.
    os: Option<&'static str>,
}

impl DeviceOut {
    pub(crate) fn of(user_agent: &str) -> Self {
        let first = |known: &[(&str, &'static str)]| {
            known.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
        };
        Self { browser: first(&BROWSERS), os: first(&SYSTEMS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_recognised_by_its_user_agent() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(DeviceOut::of(edge), DeviceOut { browser: Some("Edge"), os: Some("Windows") });
        assert_eq!(DeviceOut::of(phone), DeviceOut { browser: Some("Safari"), os: Some("iOS") });
        assert_eq!(DeviceOut::of("something else"), DeviceOut { browser: None, os: None });
    }
}
