//! A JSON body: at most 1 MiB, no unknown fields, every fault named.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use serde_json::Value;

use crate::faults::{Faults, Input};
use crate::problem::Problem;

/// The largest body that is read.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// A body that was read, parsed and checked.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Input, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let content_type =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            let detail = "send the body as JSON, with Content-Type: application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
        }
        let bytes = read_body(request.into_body()).await?;
        let input: T = parse(&bytes)?;
        let mut faults = Faults::default();
        input.check(&mut faults);
        faults.into_result()?;
        Ok(Self(input))
    }
}

/// Reads a whole body.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, BODY_BYTES_MAX).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|cause| cause.to_string().contains("length limit"));
        if too_large {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "the body must be at most 1 MiB")
        } else {
            Problem::malformed("body_unreadable", "the body ended early, or could not be read")
        }
    })
}

fn parse<T: Input>(bytes: &[u8]) -> Result<T, Problem> {
    refuse_nul(bytes)?;
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let input = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = pointer(error.path());
        let inner = error.into_inner();
        if inner.is_data() {
            Problem::field(path, "invalid", without_position(&inner.to_string()))
        } else {
            not_json(&inner)
        }
    })?;
    json.end().map_err(|error| not_json(&error))?;
    Ok(input)
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::malformed(
        "malformed_json",
        format!("the body is not JSON: line {}, column {}", error.line(), error.column()),
    )
}

fn without_position(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{key}")),
            Segment::Enum { variant } => pointer.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    pointer
}

/// Postgres can't store U+0000 in a text; the escape is the only way for one to get into valid JSON.
fn refuse_nul(bytes: &[u8]) -> Result<(), Problem> {
    if !bytes.windows(6).any(|window| window == b"\\u0000") {
        return Ok(());
    }
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
    match nul_in(&value, &mut String::new()) {
        Some(pointer) => Err(Problem::field(pointer, "nul_character", "must not hold the character U+0000")),
        None => Ok(()),
    }
}

fn nul_in(value: &Value, at: &mut String) -> Option<String> {
    let length = at.len();
    let mut inside = |segment: &str, inner: &Value| {
        at.push('/');
        at.push_str(segment);
        let found = nul_in(inner, at);
        at.truncate(length);
        found
    };
    match value {
        Value::String(text) => text.contains('\0').then(|| at.clone()),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| inside(&i.to_string(), item)),
        Value::Object(fields) => {
            fields.iter().find_map(
                |(key, field)| {
                    if key.contains('\0') { Some(String::new()) } else { inside(key, field) }
                },
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        #[expect(dead_code, reason = "only its parsing is tested")]
        names: Vec<String>,
    }

    impl Input for Thing {
        fn check(&self, _faults: &mut Faults) {}
    }

    fn fault(body: &str) -> (u16, String) {
        let problem = parse::<Thing>(body.as_bytes()).unwrap_err();
        (problem.status.as_u16(), problem.errors.first().map(|e| e.pointer.clone()).unwrap_or_default())
    }

    #[test]
    fn a_fault_is_named_by_its_pointer() {
        assert_eq!(fault(r#"{"names": ["a", 1]}"#), (422, "/names/1".to_owned()));
        assert_eq!(fault(r#"{"names": [], "more": 1}"#), (422, "/more".to_owned()));
        assert_eq!(fault("{\"names\": [\"a\\u0000\"]}"), (422, "/names/0".to_owned()));
        assert_eq!(fault("{"), (400, String::new()));
        assert_eq!(fault(r#"{"names": []} x"#), (400, String::new()));
    }
}
