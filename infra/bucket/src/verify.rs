//! Who asks: the owner of the key, by a signature in the headers or in the URL, or anybody.

use axum::http::HeaderMap;
use axum::http::request::Parts;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use neurmatic_config::Bucket as Settings;
use neurmatic_sigv4::{ALGORITHM, Request, Signer, UNSIGNED, hash};
use secrecy::ExposeSecret as _;

use crate::refusal::Refusal;

/// How far a signature's time may be from now.
const SKEW: SignedDuration = SignedDuration::from_mins(15);

/// The longest time that a URL may be valid for, in seconds: a week.
const URL_SECS_MAX: i64 = 7 * 24 * 60 * 60;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Anybody,
    Owner,
}

/// What a signature says of itself.
struct Claim<'a> {
    credential: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
    date: &'a str,
}

/// Who asks with these headers and this body.
pub(crate) fn who(settings: &Settings, parts: &Parts, body: &[u8], now: Timestamp) -> Result<Who, Refusal> {
    let query = parts.uri.query().unwrap_or_default();
    let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    if query.iter().any(|(name, _)| *name == "X-Amz-Signature") {
        return by_url(settings, parts, &query, now).map(|()| Who::Owner);
    }
    match said(&parts.headers, "authorization") {
        "" => Ok(Who::Anybody),
        authorization => by_headers(settings, parts, &query, authorization, body, now).map(|()| Who::Owner),
    }
}

fn by_url(settings: &Settings, parts: &Parts, query: &[(&str, &str)], now: Timestamp) -> Result<(), Refusal> {
    let parameter = |wanted: &str| {
        let found = query.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| *value).ok_or(Refusal::QueryInvalid)
    };
    let claim = Claim {
        credential: parameter("X-Amz-Credential")?,
        signed_headers: parameter("X-Amz-SignedHeaders")?,
        signature: parameter("X-Amz-Signature")?,
        date: parameter("X-Amz-Date")?,
    };
    let secs =
        parameter("X-Amz-Expires")?.parse::<i64>().ok().filter(|secs| (1..=URL_SECS_MAX).contains(secs));
    let (secs, began) = (secs.ok_or(Refusal::QueryInvalid)?, time(claim.date).ok_or(Refusal::QueryInvalid)?);
    if parameter("X-Amz-Algorithm")? != ALGORITHM || began > now + SKEW {
        return Err(Refusal::QueryInvalid);
    }
    if now > began + SignedDuration::from_secs(secs) {
        return Err(Refusal::Expired);
    }
    let signed: Vec<(&str, &str)> =
        query.iter().copied().filter(|(name, _)| *name != "X-Amz-Signature").collect();
    must_match(settings, parts, &claim, &signed, UNSIGNED)
}

fn by_headers(
    settings: &Settings,
    parts: &Parts,
    query: &[(&str, &str)],
    authorization: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Refusal> {
    let fields = authorization.strip_prefix(ALGORITHM).ok_or(Refusal::CredentialsInvalid)?;
    let field = |wanted: &str| {
        let found = fields.split(',').find_map(|field| field.trim().strip_prefix(wanted)?.strip_prefix('='));
        found.ok_or(Refusal::CredentialsInvalid)
    };
    let claim = Claim {
        credential: field("Credential")?,
        signed_headers: field("SignedHeaders")?,
        signature: field("Signature")?,
        date: said(&parts.headers, "x-amz-date"),
    };
    let at = time(claim.date).ok_or(Refusal::AccessDenied)?;
    if now.duration_since(at).abs() > SKEW {
        return Err(Refusal::TimeSkewed);
    }
    let payload = said(&parts.headers, "x-amz-content-sha256");
    if payload != UNSIGNED && payload != hash(body) {
        return Err(Refusal::HashMismatch);
    }
    must_match(settings, parts, &claim, query, payload)
}

/// Refuses a signature that isn't the one that the key makes of this request.
fn must_match(
    settings: &Settings,
    parts: &Parts,
    claim: &Claim<'_>,
    query: &[(&str, &str)],
    payload: &str,
) -> Result<(), Refusal> {
    let signer = Signer {
        access_key_id: &settings.access_key_id,
        secret_access_key: settings.secret_access_key.expose_secret(),
        region: &settings.region,
        service: "s3",
    };
    if claim.credential.split('/').next() != Some(signer.access_key_id) {
        return Err(Refusal::KeyUnknown);
    }
    let signed: Vec<&str> = claim.signed_headers.split(';').collect();
    let is_unsigned = |name: &str| name.starts_with("x-amz-") && !signed.contains(&name);
    if !signed.contains(&"host") || parts.headers.keys().any(|name| is_unsigned(name.as_str())) {
        return Err(Refusal::AccessDenied);
    }
    let headers: Vec<(&str, &str)> = signed.iter().map(|name| (*name, said(&parts.headers, name))).collect();
    let request =
        Request { method: parts.method.as_str(), path: parts.uri.path(), query, headers: &headers, payload };
    let is_ours = claim.credential == signer.credential(claim.date)
        && claim.signature == signer.signature(claim.date, &request);
    if is_ours { Ok(()) } else { Err(Refusal::SignatureMismatch) }
}

/// A header's text; empty when it isn't there.
pub(crate) fn said<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A signature's time: `20150830T123600Z`.
fn time(text: &str) -> Option<Timestamp> {
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_as_it_is_written() {
        let at: Timestamp = "2015-08-30T12:36:00Z".parse().unwrap();
        assert_eq!(time(&neurmatic_sigv4::amz_date(at)), Some(at));
        assert_eq!(time("2015-08-30"), None);
    }
}
