//! Headers on their way to JavaScript: a line each, so that one crossing carries them all.

/// Lines of `name:value`.
#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// No lines, with room for some.
    pub(crate) fn new() -> Self {
        Self(String::with_capacity(256))
    }

    /// Adds a header. A value that would end its line is left out: it isn't one.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if value.bytes().any(|byte| byte.is_ascii_control()) {
            return self;
        }
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(name);
        self.0.push(':');
        self.0.push_str(value);
        self
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Headers of every answer.
pub(crate) const HARDENING: &[(&str, &str)] = &[
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Headers of every answer that is the same for everybody: any origin may read it, and none with cookies.
pub(crate) const PUBLIC: &[(&str, &str)] = &[
    ("access-control-allow-origin", "*"),
    (
        "access-control-expose-headers",
        "Age, Cache-Status, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id",
    ),
    ("cross-origin-resource-policy", "cross-origin"),
];

/// What nothing but a page of ours needs: for problems and files. A picture that is a document runs nothing.
pub(crate) const LOADS_NOTHING: (&str, &str) =
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'");

/// Headers that only caches need: no visitor gets them.
pub(crate) const FOR_CACHES: &[&str] =
    &["cache-tag", "cf-cache-status", "cloudflare-cdn-cache-control", "x-edge-cache"];

/// The lines of a table.
pub(crate) fn of(table: &[(&str, &str)]) -> Lines {
    table.iter().fold(Lines::new(), |lines, (name, value)| lines.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_can_not_begin_another_header() {
        let lines = Lines::new().with("a", "1").with("b", "2\nset-cookie:x").with("c", "3");
        assert_eq!(lines.as_str(), "a:1\nc:3");
    }
}
