//! What is refused, as S3 says it: a status, and a word in a page of XML.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    AccessDenied,
    CredentialsInvalid,
    EntityTooLarge,
    Expired,
    Full,
    HashMismatch,
    KeyUnknown,
    LengthMissing,
    NotFound,
    PreconditionFailed,
    QueryInvalid,
    RangeInvalid,
    SignatureMismatch,
    TimeSkewed,
}

impl Refusal {
    /// The status, and S3's own word.
    const fn said(self) -> (StatusCode, &'static str) {
        match self {
            Self::AccessDenied | Self::Expired => (StatusCode::FORBIDDEN, "AccessDenied"),
            Self::CredentialsInvalid => (StatusCode::BAD_REQUEST, "AuthorizationHeaderMalformed"),
            Self::EntityTooLarge => (StatusCode::BAD_REQUEST, "EntityTooLarge"),
            Self::Full => (StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            Self::HashMismatch => (StatusCode::BAD_REQUEST, "XAmzContentSHA256Mismatch"),
            Self::KeyUnknown => (StatusCode::FORBIDDEN, "InvalidAccessKeyId"),
            Self::LengthMissing => (StatusCode::LENGTH_REQUIRED, "MissingContentLength"),
            Self::NotFound => (StatusCode::NOT_FOUND, "NoSuchKey"),
            Self::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "PreconditionFailed"),
            Self::QueryInvalid => (StatusCode::BAD_REQUEST, "AuthorizationQueryParametersError"),
            Self::RangeInvalid => (StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange"),
            Self::SignatureMismatch => (StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
            Self::TimeSkewed => (StatusCode::FORBIDDEN, "RequestTimeTooSkewed"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.said();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{self:?}</Message></Error>"
        );
        (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
    }
}
