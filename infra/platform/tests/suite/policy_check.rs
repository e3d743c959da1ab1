//! What must hold of the policy's decision about any request, told apart from how it comes to it: a second, slower reading
//! of URLs, to be held against the first.

use std::collections::{BTreeMap, HashMap};

use neurmatic_cache_policy::{Facts, decide, is_credential};
use neurmatic_testing::{Corpus, Mix};

/// What a run over a corpus came to.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Refused.
    pub(crate) refused: u64,
    /// Passed by the shared caches.
    pub(crate) bypassed: u64,
    /// Answered from, or kept in, a shared entry.
    pub(crate) shared: u64,
    /// Different keys among those.
    pub(crate) keys: u64,
}

/// What a URL asks for: the segments of its path and its parameters, decoded.
type Meaning = (Vec<String>, BTreeMap<String, String>);

/// Checks that many requests; panics at the first of which something doesn't hold.
pub(crate) fn check(seed: u64, mixes: usize) -> Counts {
    let mut counts = Counts::default();
    let mut by_key: HashMap<String, Meaning> = HashMap::new();
    for mix in Corpus::new(seed).take(mixes) {
        let credentials = mix.headers.iter().any(|(name, value)| is_credential(name, value));
        let facts = Facts { method: mix.method, path: &mix.path, query: mix.query.as_deref(), credentials };
        let Ok(decision) = decide(&facts) else {
            counts.refused += 1;
            continue;
        };
        let key = decision.target.to_string();
        assert!(is_plain(&decision.target.path), "{mix:?} is known as {key}");
        let again =
            decide(&Facts { path: &decision.target.path, query: Some(&decision.target.query), ..facts });
        assert_eq!(again.as_ref(), Ok(&decision), "another spelling of the spelling of {mix:?}");
        let Some(policy) = decision.shared() else {
            assert!(!decision.fills, "{mix:?}");
            counts.bypassed += 1;
            continue;
        };
        assert!(!is_personal(&mix, &decision.target.path), "{mix:?} shares {key}");
        assert!(mix.method == "GET" || !decision.fills, "{mix:?} leaves something");
        let meaning = meaning_of(&mix, policy.parameters.is_some());
        let before = by_key.entry(key.clone()).or_insert_with(|| meaning.clone());
        assert_eq!(*before, meaning, "{mix:?} and another request meet at {key}");
        counts.shared += 1;
    }
    counts.keys = by_key.len() as u64;
    counts
}

/// Whether whoever decodes a path once more still reads the same one.
fn is_plain(path: &str) -> bool {
    let decoded = decode(path, false);
    let odd = |segment: &str| matches!(segment, "." | "..");
    !decoded.contains("//")
        && !decoded.split('/').any(odd)
        && !decoded.contains(['\\', ';', '?', '#', '\0', '\r', '\n', '%'])
        && decoded.matches('/').count() == path.matches('/').count()
}

/// Whether an answer is somebody's, by what the interface promises and not by the table.
fn is_personal(mix: &Mix, path: &str) -> bool {
    let personal = [
        "/auth/",
        "/users/",
        "/performance/",
        "/jobs/matches/",
        "/jobs/alerts/",
        "/member/",
        "/applications/",
        "/reports/",
    ];
    !matches!(mix.method, "GET" | "HEAD")
        || personal.iter().any(|part| format!("{path}/").contains(part))
        || path.ends_with("/me")
        || mix.headers.iter().any(|(name, value)| match *name {
            "authorization" | "x-api-key" => true,
            "cookie" => value.contains("refresh") || value.contains("session"),
            _ => false,
        })
}

/// What the request asks for, read by the book: URLSearchParams' way, less what advertisers add.
fn meaning_of(mix: &Mix, has_parameters: bool) -> Meaning {
    let path = decode(&mix.path, false).split('/').map(str::to_owned).collect();
    let mut parameters = BTreeMap::new();
    for pair in mix.query.iter().filter(|_| has_parameters).flat_map(|query| query.split('&')) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, mut value) = (decode(name, true), decode(value, true));
        if name.starts_with("utm_") || name == "fbclid" || pair.is_empty() {
            continue;
        }
        if name == "q" {
            value = value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        }
        assert_eq!(parameters.insert(name, value), None, "{mix:?} was taken, a parameter of it stands twice");
    }
    (path, parameters)
}

fn decode(text: &str, form: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        let (byte, length) = match (first, hex) {
            (b'%', Some(byte)) => (byte, 3),
            (b'+', _) if form => (b' ', 1),
            _ => (*first, 1),
        };
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
