//! What the CDN's interface answered, and what that means for the purges of the call.

use std::time::Duration;

use neurmatic_cache_policy::Invalidation;
use serde::Deserialize;

/// The longest that we leave the interface alone because it says so.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(10 * 60);

/// The longest answer that is told of, in characters.
const TOLD_CHARS_MAX: usize = 300;

/// Codes of a 400 that concern the token or the zone, not what was asked: malformed credentials, an unknown zone, a token
/// that isn't one or has no right.
const ACCOUNT_CODES: [u32; 5] = [6003, 6111, 7003, 9109, 10000];

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything in it is done.
    Accepted {
        /// The interface's id of it.
        receipt: String,
    },
    /// The interface can't now. All of it is to be sent again.
    Busy {
        /// What it said.
        error: String,
        /// How long it wants to be left alone.
        wait: Option<Duration>,
    },
    /// Something in it can't ever be done.
    Refused {
        /// What it said.
        error: String,
    },
    /// The token or the zone is wrong: somebody has to mend that.
    Denied {
        /// What it said.
        error: String,
    },
    /// The account can't invalidate, only purge.
    NotOffered,
}

/// An answer as it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    /// `Retry-After`.
    pub(crate) retry_after: Option<&'a str>,
    /// `CF-Ray`: a receipt for want of an id.
    pub(crate) ray: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

#[derive(Deserialize)]
struct Envelope {
    success: bool,
    #[serde(default)]
    errors: Vec<ApiError>,
    result: Option<Done>,
}

#[derive(Deserialize)]
struct ApiError {
    code: u32,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Done {
    id: Option<String>,
}

/// What an answer to a call of this kind means. Only a plain yes counts as one.
pub(crate) fn read(kind: Invalidation, answer: &Answer<'_>) -> Outcome {
    let envelope: Option<Envelope> = serde_json::from_slice(answer.body).ok();
    let errors = envelope.as_ref().map(|envelope| envelope.errors.as_slice()).unwrap_or_default();
    let concerns_account = errors.iter().any(|error| ACCOUNT_CODES.contains(&error.code));
    let error = told(answer, errors);
    match (answer.status, &envelope) {
        (200..300, Some(envelope)) if envelope.success && errors.is_empty() => {
            let id = envelope.result.as_ref().and_then(|done| done.id.as_deref());
            Outcome::Accepted { receipt: id.or(answer.ray).unwrap_or_default().to_owned() }
        }
        (401 | 403, _) => Outcome::Denied { error },
        (404 | 405, _) if kind == Invalidation::Soft => Outcome::NotOffered,
        (404 | 405, _) => Outcome::Denied { error },
        (408 | 429, _) => Outcome::Busy { error, wait: wait(answer.retry_after) },
        (400..500, Some(_)) if concerns_account => Outcome::Denied { error },
        (400..500, Some(_)) => Outcome::Refused { error },
        _ => Outcome::Busy { error, wait: wait(answer.retry_after) },
    }
}

fn wait(retry_after: Option<&str>) -> Option<Duration> {
    let secs = retry_after?.trim().parse().ok()?;
    Some(Duration::from_secs(secs).min(RETRY_AFTER_MAX))
}

fn told(answer: &Answer<'_>, errors: &[ApiError]) -> String {
    let said = if errors.is_empty() {
        String::from_utf8_lossy(answer.body.get(..TOLD_CHARS_MAX).unwrap_or(answer.body)).into_owned()
    } else {
        let errors: Vec<String> =
            errors.iter().map(|error| format!("{} ({})", error.message, error.code)).collect();
        errors.join(", ")
    };
    let said: String = said.chars().take(TOLD_CHARS_MAX).collect();
    format!("the CDN answered {}: {said}", answer.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(kind: Invalidation, status: u16, body: &str) -> Outcome {
        read(kind, &Answer { status, retry_after: Some("7"), ray: Some("ray"), body: body.as_bytes() })
    }

    fn hard(status: u16, body: &str) -> Outcome {
        answered(Invalidation::Hard, status, body)
    }

    #[test]
    fn only_a_plain_yes_is_a_receipt() {
        let yes = r#"{"success":true,"errors":[],"messages":[],"result":{"id":"023e"}}"#;
        assert_eq!(hard(200, yes), Outcome::Accepted { receipt: "023e".to_owned() });
        let without_id = r#"{"success":true,"errors":[],"messages":[],"result":null}"#;
        assert_eq!(hard(200, without_id), Outcome::Accepted { receipt: "ray".to_owned() });
        for no in [
            "",
            "<html>",
            "null",
            "{}",
            r#"{"success":"yes"}"#,
            r#"{"success":false,"errors":[],"result":{"id":"023e"}}"#,
            r#"{"success":true,"errors":[{"code":1,"message":"half of it"}],"result":{"id":"023e"}}"#,
        ] {
            assert!(matches!(hard(200, no), Outcome::Busy { .. }), "{no}");
        }
        assert!(
            matches!(hard(302, yes), Outcome::Busy { .. }) && matches!(hard(500, yes), Outcome::Busy { .. })
        );
    }

    #[test]
    fn a_busy_interface_says_how_long_and_no_longer_than_we_allow() {
        let body = r#"{"success":false,"errors":[{"code":971,"message":"Please wait"}],"result":null}"#;
        let error = "the CDN answered 429: Please wait (971)".to_owned();
        assert_eq!(hard(429, body), Outcome::Busy { error, wait: Some(Duration::from_secs(7)) });
        assert_eq!(wait(Some("99999999")), Some(RETRY_AFTER_MAX));
        assert_eq!((wait(Some("soon")), wait(Some("-1")), wait(None)), (None, None, None));
    }

    #[test]
    fn what_was_asked_is_told_from_who_asked() {
        let of = |code: u32| format!(r#"{{"success":false,"errors":[{{"code":{code},"message":"m"}}]}}"#);
        assert!(matches!(hard(400, &of(1012)), Outcome::Refused { .. }));
        assert!(matches!(hard(413, &of(1)), Outcome::Refused { .. }));
        assert!(matches!(hard(400, &of(6003)), Outcome::Denied { .. }));
        for status in [401, 403, 404] {
            assert!(matches!(hard(status, &of(10000)), Outcome::Denied { .. }), "{status}");
        }
        assert!(matches!(hard(400, "<html>"), Outcome::Busy { .. }), "a 400 of somebody else on the way");
    }

    #[test]
    fn an_account_that_cannot_invalidate_is_told_from_a_wrong_zone() {
        assert_eq!(answered(Invalidation::Soft, 404, ""), Outcome::NotOffered);
        assert_eq!(answered(Invalidation::Soft, 405, "{}"), Outcome::NotOffered);
        assert!(matches!(answered(Invalidation::Soft, 403, ""), Outcome::Denied { .. }));
    }

    #[test]
    fn what_is_told_is_bounded_and_may_be_cut_within_a_character() {
        let Outcome::Busy { error, .. } = hard(503, &"é".repeat(2_000)) else { panic!("not busy") };
        assert!(error.chars().count() < TOLD_CHARS_MAX + 40);
    }
}
