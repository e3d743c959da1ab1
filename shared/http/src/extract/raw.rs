//! A body as it was sent, for who checks a signature over its bytes.

use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use bytes::Bytes;

use super::body::read_body;
use crate::problem::Problem;

/// The bytes of a body, 1 MiB at most, and the headers that came with it.
#[derive(Debug)]
pub struct RawBody {
    /// The bytes.
    pub bytes: Bytes,
    headers: HeaderMap,
}

impl RawBody {
    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        Ok(Self { bytes: read_body(body).await?, headers: parts.headers })
    }
}
