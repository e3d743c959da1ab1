//! What a client is told when its request can't be answered: RFC 9457, the same shape for everything.
//!
//! This is the one place where errors become statuses. A 5xx says nothing of the inside: that goes to the log.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use neurmatic_db::DbError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cookie::SetCookie;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// How long a client should wait before it tries again when a dependency is down, in seconds.
pub(crate) const RETRY_AFTER_SECS: u32 = 2;

/// One field that is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldFault {
    /// Where: a JSON pointer into the body (`/title`), or `/query/limit`, `/path/id`, `/header/If-Match`.
    pub pointer: String,
    /// What, for programs: `too_short`, `unknown_field`, ….
    pub code: &'static str,
    /// What, for people.
    pub detail: String,
}

/// A problem. Handlers return it; the front renders it with the request's id.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The response's status.
    pub status: StatusCode,
    /// A stable word for programs.
    pub code: &'static str,
    /// For people: what is wrong, and what to do.
    pub detail: String,
    /// The fields at fault.
    pub errors: Vec<FieldFault>,
    /// Seconds after which the same request may go through.
    pub retry_after_secs: Option<u32>,
    /// What the browser is to do with a cookie; boxed, since hardly any problem has one.
    pub(crate) cookie: Option<Box<SetCookie>>,
    /// What really happened; for the log only.
    pub(crate) inside: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// A problem as it is sent.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProblemOut<'a> {
    /// Names the kind of problem: `urn:neurmatic:problem:<code>`.
    r#type: String,
    /// The status in words.
    title: &'a str,
    /// The status.
    status: u16,
    /// What is wrong, and what to do.
    detail: &'a str,
    /// A stable word for programs.
    code: &'a str,
    /// Quote it when you ask for help.
    request_id: &'a str,
    /// The fields at fault; left out when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a [FieldFault]>,
}

impl Problem {
    /// A problem of any kind.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_secs: None,
            cookie: None,
            inside: None,
        }
    }

    /// 400: the request can't be read.
    #[must_use]
    pub fn malformed(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 400: one parameter, header or path segment can't be used.
    #[must_use]
    pub fn parameter(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        let fault = FieldFault { pointer: pointer.into(), code, detail: detail.into() };
        let detail = format!("{}: {}", fault.pointer, fault.detail);
        Self { errors: vec![fault], ..Self::malformed("invalid_parameter", detail) }
    }

    /// 401: who asks is not known.
    #[must_use]
    pub fn unauthenticated(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
    }

    /// 403: who asks may not.
    #[must_use]
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 404: there is no such thing, or none that the caller may know of.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    /// 409: the thing is in a state that doesn't allow it.
    #[must_use]
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 409: one field holds what something else has already.
    #[must_use]
    pub fn conflict_on(pointer: &str, code: &'static str, detail: &str) -> Self {
        let fault = FieldFault { pointer: pointer.to_owned(), code, detail: detail.to_owned() };
        Self { errors: vec![fault], ..Self::conflict(code, format!("{pointer}: {detail}")) }
    }

    /// 422: fields of the body are at fault.
    #[must_use]
    pub fn fields(errors: Vec<FieldFault>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.pointer, one.detail),
            several => format!("{} fields are at fault; see errors", several.len()),
        };
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields", detail) }
    }

    /// 422: one field of the body is at fault.
    #[must_use]
    pub fn field(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldFault { pointer: pointer.into(), code, detail: detail.into() }])
    }

    /// 429: too much, too fast.
    #[must_use]
    pub fn too_many(policy: &str, retry_after_secs: u32) -> Self {
        let detail = format!("the limit \"{policy}\" is used up; try again in {retry_after_secs} s");
        Self {
            retry_after_secs: Some(retry_after_secs),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail)
        }
    }

    /// 503: something that the answer needs is down.
    #[must_use]
    pub fn unavailable(code: &'static str) -> Self {
        let detail = "something that is needed to answer this is down; try again in a moment";
        Self {
            retry_after_secs: Some(RETRY_AFTER_SECS),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
        }
    }

    /// 500: a fault of ours.
    #[must_use]
    pub fn internal(inside: impl std::error::Error + Send + Sync + 'static) -> Self {
        let detail = "something went wrong on our side; it has been recorded under the request's id";
        Self {
            inside: Some(Arc::new(inside)),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
        }
    }

    /// The same, with a time after which it may go through.
    #[must_use]
    pub fn retry_after(self, secs: u32) -> Self {
        Self { retry_after_secs: Some(secs), ..self }
    }

    /// The same, with what the browser is to do with a cookie.
    #[must_use]
    pub fn cookie(self, cookie: SetCookie) -> Self {
        Self { cookie: Some(Box::new(cookie)), ..self }
    }

    /// The same, with what really happened, for the log.
    #[must_use]
    pub fn because(self, inside: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self { inside: Some(Arc::new(inside)), ..self }
    }

    /// The body that is sent.
    pub(crate) fn body(&self, request_id: &str) -> Vec<u8> {
        let out = ProblemOut {
            r#type: format!("urn:neurmatic:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Problem"),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            request_id,
            errors: (!self.errors.is_empty()).then_some(self.errors.as_slice()),
        };
        serde_json::to_vec(&out).unwrap_or_default()
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match &error {
            DbError::Unavailable(_) => Self::unavailable("database_unavailable").because(error),
            DbError::Timeout { .. } => Self::unavailable("database_timeout").because(error),
            DbError::Contention { .. } => Self::unavailable("try_again").retry_after(1).because(error),
            DbError::Taken(_) => Self::conflict("taken", "such a thing exists already").because(error),
            DbError::Missing(_) => {
                Self::conflict("reference_missing", "it refers to something that does not exist")
                    .because(error)
            }
            DbError::NotAllowed(_) | DbError::RolledBack { .. } | DbError::Failed { .. } => {
                Self::internal(error)
            }
        }
    }
}

/// Carries the problem to the front, which renders it with the request's id.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use neurmatic_db::Constraint;

    use super::*;

    #[test]
    fn each_database_error_has_its_status() {
        let constraint = || Constraint("c".to_owned());
        let table = [
            (DbError::Unavailable("gone".to_owned()), 503),
            (DbError::Timeout { query: "q" }, 503),
            (DbError::Contention { query: "q" }, 503),
            (DbError::Taken(constraint()), 409),
            (DbError::Missing(constraint()), 409),
            (DbError::NotAllowed(constraint()), 500),
        ];
        for (error, status) in table {
            let shown = format!("{error:?}");
            let problem = Problem::from(error);
            assert_eq!(problem.status.as_u16(), status, "{shown}");
            assert_eq!(problem.retry_after_secs.is_some(), status == 503, "{shown}");
        }
    }

    #[test]
    fn an_internal_problem_shows_nothing_of_the_inside() {
        let problem = Problem::internal(std::io::Error::other("password=hunter2"));
        let body = String::from_utf8(problem.body("r1")).unwrap();
        assert!(!body.contains("hunter2") && body.contains("\"requestId\":\"r1\""), "{body}");
    }
}
