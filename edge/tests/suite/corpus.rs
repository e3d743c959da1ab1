//! Thousands of generated requests through workerd, each held against the decision that the policies make natively: edge
//! and origin can't disagree, no key names two things, and nothing of one client's is in another's answer.

use neurmatic_cache_policy::{Bypass, Class, Decision, Facts, Refusal, decide, is_credential};

use crate::client::{Connection, Reply};
use crate::stand::{BASELINE, Stand};

/// Requests, over so many connections at once.
const REQUESTS: usize = 12_000;
const CONNECTIONS: usize = 8;

const PATHS: [&str; 14] = [
    "/api/v1/articles",
    "/api/v1/articles/trending",
    "/api/v1/articles/one",
    "/api/v1/%61rticles/one",
    "/api/v1/articles/one/me",
    "/api/v1/forum/topics",
    "/api/v1/jobs/matches",
    "/api/v1/jobs",
    "/api/v1/auth/me",
    "/api/v1/companies/acme/jobs",
    "/assets/app.js",
    "/media/a/b.png",
    "/",
    "/api/v1",
];
/// What follows a path. Dots that stand bare are resolved by the host before the Worker sees them, and have a test of
/// their own.
const TAILS: [&str; 19] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "/",
    "//",
    "/%2e%2e/x",
    "%2f",
    ";a=b",
    "%5c",
    "\\",
    "%00",
    "%zz",
    "#f",
    "%41",
    ".css",
];
const PAIRS: [&str; 24] = [
    "limit=5",
    "limit=5",
    "limit=%35",
    "tag=rag",
    "tag=a%26limit%3D5",
    "tag=",
    "q=Context++Window",
    "q=%20x%20",
    "sort=views",
    "page=2",
    "utm_source=x",
    "%67clid=7",
    "fbclid",
    "nope=1",
    "limit[]=1",
    "Limit=5",
    "",
    "a=b;c=d",
    "x=%",
    "tag=%ff",
    "cursor=abc",
    "tag=#",
    "callback=x",
    "category=\\",
];
const HEADERS: [(&str, &str); 16] = [
    ("authorization", "Bearer secret"),
    ("Authorization", "Basic secret"),
    ("x-api-key", "secret"),
    ("cookie", "session=secret"),
    ("cookie", "theme=dark"),
    ("cookie", "theme=dark; __Host-x=secret"),
    ("x-forwarded-host", "evil.example"),
    ("x-original-url", "/api/v1/auth/me"),
    ("x-http-method-override", "POST"),
    ("accept-encoding", "br, gzip"),
    ("accept", "text/html"),
    ("origin", "https://evil.example"),
    ("range", "bytes=0-1"),
    ("if-none-match", "\"x\""),
    ("x-request-id", "one-that-is-given"),
    ("x-edge-cache", "on-error"),
];

/// A request that is generated.
#[derive(Debug)]
struct Generated {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, &'static str)>,
}

/// Splitmix64: the same requests in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn request(&mut self) -> Generated {
        let method = self.one(&["GET", "GET", "GET", "GET", "HEAD", "POST", "DELETE"]);
        // Half of them are as a well-meaning client writes them: else hardly any would be shared.
        let (tails, pairs, pairs_max): (&[_], &[_], _) =
            if self.below(2) == 0 { (&TAILS, &PAIRS, 4) } else { (&[""], &PAIRS[..4], 2) };
        let mut target = format!("{}{}", self.one(&PATHS), self.one(tails));
        for n in 0..self.below(pairs_max) {
            target.push(if n == 0 { '?' } else { '&' });
            target.push_str(self.one(pairs));
        }
        let mut headers: Vec<_> = (0..self.below(3)).map(|_| self.one(&HEADERS)).collect();
        if method != "GET" && method != "HEAD" {
            headers.push(("content-length", "0"));
        }
        Generated { method, target, headers }
    }
}

impl Generated {
    fn decision(&self) -> Result<Decision<'_>, Refusal> {
        let (path, query) = match self.target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.target.as_str(), None),
        };
        let credentials = self.headers.iter().any(|(name, value)| is_credential(name, value));
        decide(&Facts { method: self.method, path, query, credentials })
    }

    /// Holds an answer of the edge against the decision.
    fn judge(&self, reply: &Reply) {
        let told = reply.header("cache-status");
        let decision = match self.decision() {
            Ok(decision) => decision,
            Err(refusal) => {
                assert_eq!(reply.status, refusal.status(), "{self:?}");
                let code = if refusal.parameter().is_some() { "invalid_parameter" } else { refusal.code() };
                assert!(self.method == "HEAD" || reply.json()["code"] == code, "{self:?}: {}", reply.text());
                return;
            }
        };
        let is_file = decision.policy.is_some_and(|policy| policy.class != Class::Api);
        let wants_part = is_file && self.headers.iter().any(|(name, _)| *name == "range");
        let ours = told.rsplit(", ").next().unwrap();
        let as_decided = match decision.bypass {
            None if wants_part => ours.ends_with("fwd=bypass"),
            None => ours.contains("hit") || ours.contains("fwd=uri-miss"),
            Some(Bypass::Method) => ours.ends_with("fwd=method"),
            Some(_) => ours.ends_with("fwd=bypass"),
        };
        assert!(as_decided, "{self:?}: {decision:?}, but {told}");
        if self.method != "HEAD" && reply.status == 200 {
            let answers = format!(" to {}", decision.target);
            let body = reply.text();
            let (answer, who) = body.split_once(" for ").unwrap_or((body, ""));
            assert!(answer.ends_with(&answers), "{self:?} was answered {body}");
            assert!(decision.bypass.is_some() || who.is_empty(), "{self:?} was answered {body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn generated_requests_are_answered_as_the_policies_decide() {
    let Some(stand) = Stand::start().await else { return };
    hold(stand).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_benchmarks_other_worker_decides_no_less() {
    let Some(stand) = Stand::of(BASELINE).await else { return };
    hold(stand).await;
}

/// Sends all requests, and holds each answer against the decision.
async fn hold(stand: Stand) {
    let lanes: Vec<_> = (0..CONNECTIONS)
        .map(|lane| {
            let edge = stand.edge;
            tokio::spawn(async move {
                let mut dice = Dice(u64::try_from(lane).unwrap());
                let mut connection = Connection::to(edge).await;
                let mut shared = 0;
                for _ in 0..REQUESTS / CONNECTIONS {
                    let request = dice.request();
                    match connection.ask(request.method, &request.target, &request.headers).await {
                        Some(reply) => request.judge(&reply),
                        None => {
                            assert!(request.decision().is_err(), "{request:?} ended its connection");
                            connection = Connection::to(edge).await;
                        }
                    }
                    shared +=
                        usize::from(request.decision().is_ok_and(|decision| decision.shared().is_some()));
                }
                shared
            })
        })
        .collect();
    let mut shared = 0;
    for lane in lanes {
        shared += lane.await.unwrap();
    }
    assert!(shared > REQUESTS / 10, "too few of the requests are shared: {shared}");
    assert!(stand.origin.asked().len() < REQUESTS - shared / 2, "what is shared was loaded each time");
}
