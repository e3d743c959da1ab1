//! Requests as the world sends them, and as an attacker does: paths of every kind, spelled in every way, with parameters
//! and headers that fit, that don't, and that are tricks. The same seed makes the same requests.

/// A request before it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mix {
    /// The method.
    pub method: &'static str,
    /// The path as it is written.
    pub path: String,
    /// The query as it is written, without its question mark.
    pub query: Option<String>,
    /// The headers.
    pub headers: Vec<(&'static str, &'static str)>,
}

/// An endless row of them.
#[derive(Clone, Debug)]
pub struct Corpus(u64);

const METHODS: &[&str] =
    &["GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

const PATHS: &[&str] = &[
    "/api/v1/articles",
    "/api/v1/articles/trending",
    "/api/v1/articles/open-context-7",
    "/api/v1/articles/open-context-7/related",
    "/api/v1/articles/open-context-7/me",
    "/api/v1/articles/feed.xml",
    "/api/v1/articles/categories",
    "/api/v1/forum/topics",
    "/api/v1/forum/topics/0198c0de-0000-7000-8000-000000000001/replies",
    "/api/v1/forum/member/topics",
    "/api/v1/forum/tags",
    "/api/v1/jobs",
    "/api/v1/jobs/matches",
    "/api/v1/jobs/alerts",
    "/api/v1/jobs/alerts/1",
    "/api/v1/jobs/a-job/applications",
    "/api/v1/companies/a-company/jobs",
    "/api/v1/models/gpt-4.1/versions",
    "/api/v1/search",
    "/api/v1/auth/me",
    "/api/v1/auth/sessions",
    "/api/v1/users/me",
    "/api/v1/performance/health",
    "/api/v1/performance/dashboard",
    "/api/v1/docs",
    "/assets/js/app.3f2a.js",
    "/media/avatars/1.webp",
    "/",
    "/favicon.ico",
];

const NAMES: &[&str] = &[
    "limit",
    "page",
    "cursor",
    "sort",
    "tag",
    "category",
    "author",
    "q",
    "status",
    "type",
    "salaryMin",
    "utm_source",
    "fbclid",
    "callback",
    "token",
    "Limit",
    "limit[]",
    "_method",
    "",
];

const VALUES: &[&str] = &[
    "1",
    "5",
    "20",
    "a",
    "b,a",
    "a b",
    "A B",
    "newest",
    "votes",
    "é",
    "..",
    "/",
    "a&b",
    "a=b",
    "a;b",
    "a%20b",
    "true",
    "",
    "0198c0de-0000-7000-8000-000000000001",
    "<script>",
    "\u{0}",
    "\r\nX-Evil: 1",
];

const HEADERS: &[(&str, &str)] = &[
    ("authorization", "Bearer a.b.c"),
    ("cookie", "theme=dark"),
    ("cookie", "__Host-refresh=secret"),
    ("cookie", "a=1; session=2"),
    ("x-api-key", "key"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-for", "203.0.113.9"),
    ("x-original-url", "/api/v1/auth/me"),
    ("x-rewrite-url", "/api/v1/performance/dashboard"),
    ("x-http-method-override", "DELETE"),
    ("x-origin-secret", "guessed"),
    ("cf-connecting-ip", "203.0.113.9"),
    ("forwarded", "host=evil.example"),
    ("accept-encoding", "br, gzip"),
    ("if-none-match", "\"x\""),
    ("range", "bytes=0-1"),
];

/// What is put between, before or behind the segments of a path.
const TRICKS: &[&str] = &[
    "/", "//", "/./", "/../", "%2f", "%2F..%2f", ";a=b", "\\", "%5c", "%00", "%0d%0a", ".css", "/x.js",
    "%3f", "#", "%23", "%252e", "?",
];

impl Corpus {
    /// The row that a seed begins.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`: SplitMix64, whose whole state is one number.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A path that everybody reads alike, or one with a trick in it.
    fn path(&mut self) -> String {
        let mut path = self.of(PATHS).to_owned();
        if self.one_in(4) {
            let trick = self.of(TRICKS);
            let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
            if self.one_in(2) {
                path.push_str(trick);
            } else {
                path.insert_str(self.of(&slashes), trick);
            }
        }
        self.respelled(&path, 16)
    }

    /// The same text with some characters encoded that needn't be.
    fn respelled(&mut self, text: &str, one_in: usize) -> String {
        text.chars()
            .map(|char| {
                if char.is_ascii_alphanumeric() && self.one_in(one_in) {
                    if self.one_in(2) {
                        format!("%{:02x}", char as u32)
                    } else {
                        format!("%{:02X}", char as u32)
                    }
                } else {
                    char.to_string()
                }
            })
            .collect()
    }

    fn query(&mut self) -> Option<String> {
        let pairs = [0, 0, 1, 1, 2, 2, 3, 5][self.below(8)];
        if pairs == 0 {
            return self.one_in(8).then(String::new);
        }
        let pairs: Vec<String> = (0..pairs).map(|_| self.pair()).collect();
        Some(pairs.join(if self.one_in(32) { "&&" } else { "&" }))
    }

    fn pair(&mut self) -> String {
        // Mostly what a list takes, so that many get through.
        let name = if self.one_in(3) { self.of(NAMES) } else { self.of(&NAMES[..6]) };
        let value = if self.one_in(3) { self.of(VALUES) } else { self.of(&VALUES[..9]) };
        let value = if self.one_in(16) { value.to_owned() } else { encoded(value, self.one_in(2)) };
        format!("{}={}", self.respelled(name, 24), self.respelled(&value, 24))
    }
}

impl Iterator for Corpus {
    type Item = Mix;

    fn next(&mut self) -> Option<Mix> {
        let method = self.of(METHODS);
        let (path, query) = (self.path(), self.query());
        let headers = (0..[0, 0, 0, 1, 1, 2][self.below(6)]).map(|_| self.of(HEADERS)).collect();
        Some(Mix { method, path, query, headers })
    }
}

/// A value as a form sends it.
fn encoded(value: &str, plus: bool) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        match byte {
            b' ' if plus => text.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
