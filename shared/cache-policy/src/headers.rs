//! Which headers say who asks, which never reach the origin, and which an entry may carry.

/// Cookies that say who asks begin so, or are named so.
const SESSION_COOKIE_PREFIXES: &[&str] = &["__Host-", "__Secure-"];
const SESSION_COOKIES: &[&str] = &["session", "token", "refresh_token", "access_token"];

/// Headers of a request that origins are known to believe though no cache keys by them. Names in small letters; a name
/// that ends in `-` stands for all that begin so.
pub const STRIPPED: &[&str] = &[
    "forwarded",
    "x-client-ip",
    "x-forwarded-",
    "x-forwarded",
    "x-host",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-",
    "x-origin-secret",
    "x-real-ip",
    "x-rewrite-url",
    "true-client-ip",
];

/// Headers that are stripped too where the answer may be kept for others: cookies that say nothing of who asks.
pub const STRIPPED_WHEN_SHARED: &[&str] = &["cookie"];

/// Headers of a response that a shared entry may carry, in small letters: those that are the same for everybody. The
/// request's id, its limits, timings, cookies and what CORS says are not among them.
pub const STORED: &[&str] = &[
    "cache-control",
    "cache-tag",
    "cloudflare-cdn-cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-security-policy",
    "content-type",
    "etag",
    "last-modified",
    "vary",
];

/// Whether a request's header says who asks. `name` in any case.
#[must_use]
pub fn is_credential(name: &str, value: &str) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("cookie") {
        // A host that joins several such headers into one puts commas between them.
        return value
            .split([';', ','])
            .any(|cookie| is_session(cookie.split('=').next().unwrap_or_default().trim()));
    }
    is("authorization") || is("proxy-authorization") || is("x-api-key")
}

fn is_session(cookie: &str) -> bool {
    SESSION_COOKIE_PREFIXES.iter().any(|prefix| cookie.starts_with(prefix))
        || SESSION_COOKIES.iter().any(|name| cookie.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keys_and_session_cookies_say_who_asks() {
        for (name, value) in [
            ("Authorization", "Bearer x"),
            ("authorization", ""),
            ("X-Api-Key", "k"),
            ("Cookie", "theme=dark; __Host-refresh=1"),
            ("cookie", "SESSION=1"),
            ("cookie", "a=b;__Secure-x"),
            ("cookie", "a=b, session=1"),
        ] {
            assert!(is_credential(name, value), "{name}: {value}");
        }
        for (name, value) in
            [("Cookie", "theme=dark; _ga=1"), ("Accept", "session"), ("cookie", "not__Host-x=1")]
        {
            assert!(!is_credential(name, value), "{name}: {value}");
        }
    }

    #[test]
    fn nothing_of_one_client_may_be_stored() {
        for personal in [
            "set-cookie",
            "x-request-id",
            "ratelimit",
            "server-timing",
            "cache-status",
            "access-control-allow-origin",
        ] {
            assert!(!STORED.contains(&personal));
        }
    }
}
