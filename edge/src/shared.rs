//! Answers that are the same for everybody, whichever cache keeps them: what came of a load, and how an answer leaves.

use neurmatic_cache_policy::{Answer, Class, Policy};
use worker::web_sys::Response;

use crate::glue::Thrown;
use crate::lines::Lines;
use crate::status::CacheStatus;
use crate::visit::{Visit, file_lines};
use crate::{encoding, etag, glue};

/// What decides about a response that came from an origin.
#[derive(Debug, Default)]
pub(crate) struct Came {
    pub(crate) status: u16,
    sets_cookie: bool,
    cache_control: String,
    vary: String,
    cache_tag: String,
    cache_status: String,
    server_timing: String,
    pub(crate) cf_cache_status: String,
    pub(crate) age: String,
}

impl Came {
    pub(crate) fn of(response: &Response) -> Result<Self, Thrown> {
        let text = glue::came(response)?;
        let mut lines = text.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let status = next().parse().unwrap_or_default();
        let sets_cookie = next() == "1";
        let mut next = || next().to_owned();
        Ok(Self {
            status,
            sets_cookie,
            cache_control: next(),
            vary: next(),
            cache_tag: next(),
            cache_status: next(),
            server_timing: next(),
            cf_cache_status: next(),
            age: next(),
        })
    }

    /// Whether the origin failed, so that what is stale may stand in for its answer (RFC 5861).
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.status, 500 | 502 | 503 | 504)
    }

    /// Whether others may get it.
    pub(crate) fn is_shared_by(&self, policy: &Policy) -> bool {
        let answer = Answer {
            status: self.status,
            cache_control: Some(&self.cache_control),
            vary: Some(&self.vary),
            sets_cookie: self.sets_cookie,
        };
        policy.store(&answer).is_ok()
    }

    /// What an entry says beside what the origin said: whose it is, and for how long.
    pub(crate) fn entry_lines(&self, policy: &Policy) -> Lines {
        let tags = if self.cache_tag.is_empty() {
            policy.name.to_owned()
        } else {
            format!("{},{}", self.cache_tag, policy.name)
        };
        file_lines(policy)
            .with("cache-tag", &tags)
            .with("cloudflare-cdn-cache-control", &policy.edge_cache_control())
    }

    /// `Cache-Status` with the origin's own entries before ours, as the caches stand on the way.
    pub(crate) fn with_status(&self, status: &CacheStatus) -> String {
        if self.cache_status.is_empty() {
            status.to_string()
        } else {
            format!("{}, {status}", self.cache_status)
        }
    }

    pub(crate) fn server_timing(&self) -> &str {
        &self.server_timing
    }
}

/// Headers of a request for an answer that others may get: nothing of the visitor's but the address and the encodings.
pub(crate) fn request_lines(visit: &Visit<'_>, policy: &Policy) -> (Lines, &'static str) {
    let encoding = encoding::best(visit.seen.accept_encoding);
    let lines = if policy.class == Class::Api { visit.to_functions() } else { visit.to_bucket() };
    (lines.with("accept", "*/*").with("accept-encoding", encoding), encoding)
}

/// An answer that holds nothing of one visitor's, as it leaves: whole, or 304 to who holds it, or without its body.
pub(crate) fn deliver(
    visit: &Visit<'_>,
    response: &Response,
    status: &str,
    server_timing: &str,
) -> Result<Response, Thrown> {
    let lines = visit.to_visitor(status);
    let lines = if server_timing.is_empty() { lines } else { lines.with("server-timing", server_timing) };
    let is_held = match visit.seen.if_none_match {
        Some(held) => etag::is_held(held, &glue::etag(response)?),
        None => false,
    };
    if is_held {
        return glue::finish(&glue::bare(response, Some(304))?, lines.as_str(), true);
    }
    if visit.seen.method == "HEAD" {
        return glue::finish(&glue::bare(response, None)?, lines.as_str(), true);
    }
    glue::finish(response, lines.as_str(), true)
}

/// An answer of the origin that is for this visitor alone: a limit, a missing thing, a failure.
pub(crate) fn pass_back(
    visit: &Visit<'_>,
    response: &Response,
    status: &CacheStatus,
) -> Result<Response, Thrown> {
    let lines = visit.to_visitor(&status.to_string());
    glue::finish(response, lines.as_str(), false)
}
