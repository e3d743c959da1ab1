//! A stored response: its bytes, its tags, and how long it is good for what.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// The largest response that is kept, in bytes; Cloudflare keeps up to 512 MB, a developer's machine needn't.
pub(super) const ENTRY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Headers that a response has at most.
const HEADERS_MAX: usize = 64;

/// Tags that a response has at most; Cloudflare's own limit for one response is about 1,000.
const TAGS_MAX: usize = 1_000;

/// A response's name: its URL, and the encodings that its readers take.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    url: String,
    encoding: String,
}

impl Key {
    pub(super) fn new(url: impl Into<String>, encoding: impl Into<String>) -> Self {
        Self { url: url.into(), encoding: encoding.into() }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// A stored response.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) tags: Vec<String>,
    /// The moment before its load, in the order of purges.
    pub(super) since: u64,
    pub(super) stored_ms: u64,
    times: Times,
}

/// Seconds, from `Cloudflare-CDN-Cache-Control`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Times {
    fresh: u64,
    while_revalidating: u64,
    on_error: u64,
}

impl Entry {
    /// Reads a response as workerd writes it: HTTP/1.1, the body never chunked. `None` when it is no such thing, or
    /// doesn't say for how long it may be kept.
    pub(super) fn read(response: &[u8], since: u64, stored_ms: u64) -> Option<Self> {
        let mut room = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut parsed = httparse::Response::new(&mut room);
        let Ok(httparse::Status::Complete(head_bytes)) = parsed.parse(response) else { return None };
        let body = Bytes::copy_from_slice(response.get(head_bytes..)?);
        let mut headers = HeaderMap::new();
        for header in parsed.headers.iter() {
            let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
            headers.append(name, HeaderValue::from_bytes(header.value).ok()?);
        }
        // How it travelled here says nothing of how it will travel on.
        headers.remove("transfer-encoding");
        headers.remove("content-length");
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let times = Times::read(text("cloudflare-cdn-cache-control")?)?;
        let tags = text("cache-tag").unwrap_or_default().split(',').map(str::trim);
        let tags = tags.filter(|tag| !tag.is_empty()).take(TAGS_MAX).map(str::to_owned).collect();
        Some(Self {
            status: StatusCode::from_u16(parsed.code?).ok()?,
            tags,
            headers,
            body,
            since,
            stored_ms,
            times,
        })
    }

    pub(super) fn is_fresh(&self, age_secs: u64) -> bool {
        age_secs < self.times.fresh
    }

    pub(super) fn serves_while_revalidating(&self, age_secs: u64) -> bool {
        age_secs < self.times.fresh + self.times.while_revalidating
    }

    /// Whether it may be served at all.
    pub(super) fn serves_on_error(&self, age_secs: u64) -> bool {
        age_secs < self.times.fresh + self.times.on_error.max(self.times.while_revalidating)
    }

    /// Seconds until it is stale; below 0 when it is.
    pub(super) fn ttl_secs(&self, age_secs: u64) -> i64 {
        let signed = |secs: u64| i64::try_from(secs).unwrap_or(i64::MAX);
        signed(self.times.fresh) - signed(age_secs)
    }

    /// About what it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        self.body.len() + headers + self.tags.iter().map(String::len).sum::<usize>()
    }
}

impl Times {
    /// `None` when it may not be kept.
    fn read(control: &str) -> Option<Self> {
        let mut times = Self::default();
        for directive in control.split(',').map(str::trim) {
            let (name, secs) = directive.split_once('=').unwrap_or((directive, ""));
            match name {
                "no-store" | "no-cache" | "private" => return None,
                "max-age" => times.fresh = secs.parse().ok()?,
                "stale-while-revalidate" => times.while_revalidating = secs.parse().ok()?,
                "stale-if-error" => times.on_error = secs.parse().ok()?,
                _ => {}
            }
        }
        (times.fresh > 0).then_some(times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str) -> Option<Entry> {
        Entry::read(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\nbody").as_bytes(), 1, 0)
    }

    #[test]
    fn a_response_is_read_with_its_tags_and_times() {
        let control = "cloudflare-cdn-cache-control: public, max-age=300, stale-while-revalidate=60, stale-if-error=900";
        let entry =
            read(&format!("{control}\r\nCache-Tag: articles, article:1\r\nTransfer-Encoding: chunked"))
                .unwrap();
        assert_eq!((entry.status.as_u16(), entry.body.as_ref()), (200, b"body".as_slice()));
        assert_eq!(entry.tags, ["articles", "article:1"]);
        assert!(!entry.headers.contains_key("transfer-encoding"));
        assert!(entry.is_fresh(299) && !entry.is_fresh(300));
        assert!(entry.serves_while_revalidating(359) && !entry.serves_while_revalidating(360));
        assert!(entry.serves_on_error(1199) && !entry.serves_on_error(1200));
        assert_eq!(entry.ttl_secs(310), -10);
    }

    #[test]
    fn what_does_not_say_how_long_it_may_be_kept_is_not_kept() {
        for head in [
            "content-type: text/plain",
            "cloudflare-cdn-cache-control: private, max-age=300",
            "cloudflare-cdn-cache-control: max-age=0",
            "cloudflare-cdn-cache-control: max-age=soon",
            "no header at all",
        ] {
            assert!(read(head).is_none(), "{head}");
        }
        assert!(Entry::read(b"", 1, 0).is_none() && Entry::read(b"HTTP/1.1 200", 1, 0).is_none());
    }
}
