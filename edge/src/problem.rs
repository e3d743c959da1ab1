//! What the edge answers by itself when something is wrong: RFC 9457, in the shape of the functions' problems.

use neurmatic_cache_policy::Refusal;
use serde::Serialize;

/// How long a visitor should wait while the origin is away, in seconds.
const AWAY_RETRY_SECS: u32 = 2;

/// How long whoever asks too often should wait, in seconds: the period of the rate-limit binding.
const LIMITED_RETRY_SECS: u32 = 60;

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: u16,
    title: &'static str,
    code: &'static str,
    detail: String,
    /// Where, and which of the codes.
    fault: Option<(String, &'static str)>,
    pub(crate) retry_after_secs: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProblemOut<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<[FaultOut<'a>; 1]>,
}

#[derive(Serialize)]
struct FaultOut<'a> {
    pointer: &'a str,
    code: &'a str,
    detail: &'a str,
}

impl Problem {
    fn new(status: u16, title: &'static str, code: &'static str, detail: &str) -> Self {
        Self { status, title, code, detail: detail.to_owned(), fault: None, retry_after_secs: None }
    }

    /// 400 or 414: the URL can't be read in one way only.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        let detail = refusal.to_string();
        if let Some(name) = refusal.parameter() {
            let fault = Some((format!("/query/{name}"), refusal.code()));
            return Self { fault, ..Self::new(400, "Bad Request", "invalid_parameter", &detail) };
        }
        let title = if refusal.status() == 414 { "URI Too Long" } else { "Bad Request" };
        Self::new(refusal.status(), title, refusal.code(), &detail)
    }

    /// 404: there are no files here.
    pub(crate) fn no_files() -> Self {
        Self::new(404, "Not Found", "not_found", "there is no such file")
    }

    /// 408: the visitor broke off, or was too slow.
    pub(crate) fn no_body() -> Self {
        let detail = "the body did not arrive within 10 seconds; send the request again";
        Self::new(408, "Request Timeout", "body_timeout", detail)
    }

    /// 429: one address asks too much.
    pub(crate) fn limited() -> Self {
        let detail = "this address asks too often; try again in a minute";
        let problem = Self::new(429, "Too Many Requests", "rate_limited", detail);
        Self { retry_after_secs: Some(LIMITED_RETRY_SECS), ..problem }
    }

    /// 500: a fault of the edge, or it isn't set up.
    pub(crate) fn internal() -> Self {
        let detail = "something went wrong on our side; it has been recorded under the request's id";
        Self::new(500, "Internal Server Error", "internal", detail)
    }

    /// 503: the origin can't be reached, and nothing that is kept may stand in.
    pub(crate) fn origin_away() -> Self {
        let detail = "something that is needed to answer this is down; try again in a moment";
        let problem = Self::new(503, "Service Unavailable", "origin_unavailable", detail);
        Self { retry_after_secs: Some(AWAY_RETRY_SECS), ..problem }
    }

    /// The body that is sent.
    pub(crate) fn body(&self, request_id: &str) -> String {
        let detail = match &self.fault {
            Some((pointer, _)) => format!("{pointer}: {}", self.detail),
            None => self.detail.clone(),
        };
        let fault = self.fault.as_ref();
        let out = ProblemOut {
            r#type: format!("urn:neurmatic:problem:{}", self.code),
            title: self.title,
            status: self.status,
            detail: &detail,
            code: self.code,
            request_id,
            errors: fault.map(|(pointer, code)| [FaultOut { pointer, code, detail: &self.detail }]),
        };
        serde_json::to_string(&out).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_parameter_is_told_as_the_functions_tell_it() {
        let problem = Problem::refused(&Refusal::Unknown("a\"b".to_owned()));
        let body = r#"{"type":"urn:neurmatic:problem:invalid_parameter","title":"Bad Request","status":400,"detail":"/query/a\"b: there is no parameter a\"b here","code":"invalid_parameter","requestId":"id","errors":[{"pointer":"/query/a\"b","code":"unknown_parameter","detail":"there is no parameter a\"b here"}]}"#;
        assert_eq!(problem.body("id"), body);
    }

    #[test]
    fn a_url_that_is_too_long_has_its_own_status() {
        let problem = Problem::refused(&Refusal::PathTooLong);
        assert_eq!((problem.status, problem.code), (414, "uri_too_long"));
    }
}
