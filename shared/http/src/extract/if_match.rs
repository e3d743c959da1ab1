//! `If-Match`: a write that was meant for another revision changes nothing.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use crate::problem::Problem;

/// The revisions that the client has seen; none when it doesn't care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(Option<Vec<i64>>);

impl IfMatch {
    /// Holds the row's revision against those that the client named.
    ///
    /// # Errors
    /// 412 when it isn't among them.
    pub fn must_include(&self, revision: i64) -> Result<(), Problem> {
        match &self.0 {
            Some(seen) if !seen.contains(&revision) => Err(Problem::new(
                StatusCode::PRECONDITION_FAILED,
                "revision_stale",
                "it was changed since you read it: read it again and repeat your change on that",
            )),
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(header::IF_MATCH).iter().peekable();
        if values.peek().is_none() {
            return Ok(Self(None));
        }
        let mut seen = Vec::new();
        for value in values {
            for tag in value.to_str().unwrap_or_default().split(',').map(str::trim) {
                if tag == "*" {
                    return Ok(Self(None));
                }
                seen.push(revision_of(tag).ok_or_else(malformed)?);
            }
        }
        Ok(Self(Some(seen)))
    }
}

/// The `r…` part of an entity tag; a CDN may have weakened the tag when it compressed the body again.
fn revision_of(tag: &str) -> Option<i64> {
    let quoted = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    inner.split('.').next()?.strip_prefix('r')?.parse().ok()
}

fn malformed() -> Problem {
    Problem::parameter(
        "/header/If-Match",
        "invalid",
        "must be an ETag of this resource, as a GET of it answered",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_revision_is_read_from_strong_and_weak_tags() {
        assert_eq!(revision_of("\"r7.abc.br\""), Some(7));
        assert_eq!(revision_of("W/\"r12.x.gzip\""), Some(12));
        for bad in ["r7", "\"7\"", "\"rx\"", "", "\"\""] {
            assert_eq!(revision_of(bad), None, "{bad}");
        }
    }
}
