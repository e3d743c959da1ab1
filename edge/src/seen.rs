//! A request as the Worker sees it: taken over from JavaScript in one piece, and read once.

use neurmatic_cache_policy::{Facts, STRIPPED, is_credential};

/// Who may say which address a visitor has, where the settings allow it.
pub(crate) const TRUSTED_CLIENT: &str = "x-trusted-client";

/// The longest request id that is taken over, in bytes; the functions take the same.
const REQUEST_ID_BYTES: std::ops::RangeInclusive<usize> = 8..=128;

/// What is known of a request.
#[derive(Debug, Default)]
pub(crate) struct Seen<'a> {
    pub(crate) began_ms: f64,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) credentials: bool,
    pub(crate) request_id: &'a str,
    pub(crate) if_none_match: Option<&'a str>,
    pub(crate) accept_encoding: Option<&'a str>,
    pub(crate) range: Option<&'a str>,
    pub(crate) if_range: Option<&'a str>,
    pub(crate) connecting_ip: Option<&'a str>,
    pub(crate) trusted_client: Option<&'a str>,
    /// Names of headers that may not reach the origin, a line each.
    pub(crate) unwanted: String,
}

impl<'a> Seen<'a> {
    /// Reads what the host wrote: a fresh request id, the time, the method, the URL, and a line for each header, its name
    /// in small letters.
    pub(crate) fn read(text: &'a str) -> Self {
        let mut lines = text.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let mut seen = Self { request_id: next(), ..Self::default() };
        seen.began_ms = next().parse().unwrap_or_default();
        seen.method = next();
        (seen.path, seen.query) = path_and_query(next());
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            seen.note(name, value);
        }
        seen
    }

    /// What the decision is made from.
    pub(crate) fn facts(&self) -> Facts<'a> {
        Facts { method: self.method, path: self.path, query: self.query, credentials: self.credentials }
    }

    fn note(&mut self, name: &'a str, value: &'a str) {
        self.credentials |= is_credential(name, value);
        match name {
            "accept-encoding" => self.accept_encoding = Some(value),
            "if-none-match" => self.if_none_match = Some(value),
            "if-range" => self.if_range = Some(value),
            "range" => self.range = Some(value),
            "x-request-id" if is_request_id(value) => self.request_id = value,
            "cf-connecting-ip" => self.connecting_ip = Some(value),
            TRUSTED_CLIENT => self.trusted_client = Some(value),
            _ => {}
        }
        if name == TRUSTED_CLIENT || is_stripped(name) {
            self.unwanted.push_str(name);
            self.unwanted.push('\n');
        }
    }
}

fn is_request_id(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    REQUEST_ID_BYTES.contains(&value.len()) && value.bytes().all(plain)
}

fn is_stripped(name: &str) -> bool {
    STRIPPED.iter().any(
        |stripped| {
            if stripped.ends_with('-') { name.starts_with(stripped) } else { name == *stripped }
        },
    )
}

/// The path and the query of a URL as they came. A fragment is no part of a request: what comes with one is refused with
/// the path or the query that it would be read as.
fn path_and_query(url: &str) -> (&str, Option<&str>) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let from = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let target = rest.get(from..).unwrap_or_default();
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    (if path.is_empty() { "/" } else { path }, query)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(headers: &str) -> String {
        format!("fresh-id\n1000\nGET\nhttps://edge.example/a/b?c=d\n{headers}")
    }

    #[test]
    fn a_request_is_read_once() {
        let text = seen("accept-encoding:br\nif-none-match:\"r1\"\nrange:bytes=0-1\nhost:edge.example:80");
        let seen = Seen::read(&text);
        assert_eq!((seen.method, seen.path, seen.query), ("GET", "/a/b", Some("c=d")));
        assert_eq!((seen.accept_encoding, seen.if_none_match), (Some("br"), Some("\"r1\"")));
        assert!(seen.range.is_some() && !seen.credentials && seen.unwanted.is_empty());
        assert_eq!(seen.request_id, "fresh-id");
    }

    #[test]
    fn a_visitor_may_bring_an_id_that_can_be_logged() {
        assert_eq!(Seen::read(&seen("x-request-id:0198-abcd")).request_id, "0198-abcd");
        for bad in ["short", "has space in it", "a\"quote\"d"] {
            assert_eq!(Seen::read(&seen(&format!("x-request-id:{bad}"))).request_id, "fresh-id");
        }
    }

    #[test]
    fn what_origins_believe_is_not_passed_on() {
        let text = seen("x-forwarded-host:evil\nx-original-url:/admin\naccept:*/*\nx-origin-secret:guess");
        let seen = Seen::read(&text);
        assert_eq!(seen.unwanted, "x-forwarded-host\nx-original-url\nx-origin-secret\n");
    }

    #[test]
    fn a_url_is_taken_as_it_came() {
        assert_eq!(path_and_query("http://h:1/%2e/a;b?x?y"), ("/%2e/a;b", Some("x?y")));
        assert_eq!(path_and_query("http://h?x"), ("/", Some("x")));
        assert_eq!(path_and_query("http://h"), ("/", None));
        assert_eq!(path_and_query("http://h/a#b"), ("/a#b", None));
    }
}
