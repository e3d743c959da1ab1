//! Names: namespaces with their tier, keys, tags. No free text gets into Redis.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::encoding::Encoding;

/// Longest part that stays readable in a key; longer ones are hashed. Fits a UUID and most slugs.
const PART_MAX_BYTES: usize = 64;

/// Longest key of all parts; longer ones are hashed as a whole.
const ID_MAX_BYTES: usize = 192;

/// How long an expired entry is kept to be served stale, unless told otherwise: longer than most outages of a database,
/// and no burden for Redis, which evicts first what nobody reads.
const STALE: Duration = Duration::from_secs(60 * 60);

/// The oldest that may be served without asking: an editor's glance at what was just changed.
const UNCHECKED_MAX: Duration = Duration::from_secs(1);

/// How long a kind of content stays fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tier {
    /// 5 minutes: popular lists and details.
    Hot,
    /// 1 hour: most details.
    #[default]
    Warm,
    /// 24 hours: categories, tags, models.
    Cold,
    /// Until invalidated: platform settings.
    Permanent,
}

impl Tier {
    /// The time to live; `None` for [`Tier::Permanent`].
    pub const fn ttl(self) -> Option<Duration> {
        match self {
            Self::Hot => Some(Duration::from_secs(5 * 60)),
            Self::Warm => Some(Duration::from_secs(60 * 60)),
            Self::Cold => Some(Duration::from_secs(24 * 60 * 60)),
            Self::Permanent => None,
        }
    }
}

/// A kind of content: its name in keys and statistics, and its tier. Made to be a `const`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Namespace {
    /// Short and unique, like `article-list`.
    pub name: &'static str,
    /// How long its entries stay fresh.
    pub tier: Tier,
    /// Another time than the tier's.
    pub ttl_override: Option<Duration>,
    /// How long an entry that has expired is kept, to be served stale.
    pub stale: Duration,
    /// How long a copy in the process is served without asking Redis whether it holds.
    pub unchecked: Duration,
}

impl Namespace {
    /// A namespace in a tier.
    pub const fn new(name: &'static str, tier: Tier) -> Self {
        Self { name, tier, ttl_override: None, stale: STALE, unchecked: Duration::ZERO }
    }

    /// The same namespace with another time to live than its tier's.
    pub const fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl_override = Some(ttl);
        self
    }

    /// The same namespace with another time than an hour for which expired entries may be served stale.
    pub const fn stale(mut self, stale: Duration) -> Self {
        self.stale = stale;
        self
    }

    /// The same namespace with copies in the process that are served without asking for this long, a second at most. For
    /// answers of which it does no harm to be as old as that after anything, a deletion too.
    pub const fn unchecked(mut self, unchecked: Duration) -> Self {
        let is_too_long = unchecked.as_millis() > UNCHECKED_MAX.as_millis();
        self.unchecked = if is_too_long { UNCHECKED_MAX } else { unchecked };
        self
    }

    /// Whether a text can be a namespace's name: letters, digits, `-`, `_` and `.`, 192 at most.
    pub fn is_name(text: &str) -> bool {
        (1..=ID_MAX_BYTES).contains(&text.len()) && text.bytes().all(is_plain)
    }

    /// The key of this content under this id, given in parts. Parts that are long or hold anything but
    /// letters, digits, `-`, `_` and `.` are hashed.
    pub fn key(&'static self, parts: &[&str]) -> Key {
        let mut name = String::with_capacity(self.name.len() + 48);
        name.push_str("c:");
        name.push_str(self.name);
        let id = name.len();
        for part in parts {
            name.push(':');
            push_part(&mut name, part);
        }
        if name.len() - id > ID_MAX_BYTES {
            let whole = hash(name.split_off(id).as_bytes());
            name.push_str(":=");
            name.push_str(&whole);
        }
        Key { namespace: self, name }
    }

    pub(crate) fn time_to_live(&self) -> Option<Duration> {
        self.ttl_override.or(self.tier.ttl())
    }
}

/// Where one entry lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    namespace: &'static Namespace,
    name: String,
}

impl Key {
    /// What kind of content it is.
    pub fn namespace(&self) -> &'static Namespace {
        self.namespace
    }

    /// The name, without the deployment's prefix.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name of the entry in one encoding.
    pub(crate) fn name_in(&self, encoding: Encoding) -> String {
        [self.name.as_str(), ".", encoding.token()].concat()
    }

    /// The name of the lease of whoever loads it.
    pub(crate) fn lease_name(&self) -> String {
        [self.name.as_str(), ".lease"].concat()
    }

    /// The name of the word of a removal.
    pub(crate) fn removal_name(&self) -> String {
        [self.name.as_str(), ".removed"].concat()
    }
}

/// What an entry depends on; invalidating the tag drops every entry that carries it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

impl Tag {
    /// A tag of a kind, like `articles`.
    pub fn all(kind: &'static str) -> Self {
        Self(kind.to_owned())
    }

    /// A tag of one thing of a kind, like `article:0198…`.
    pub fn of(kind: &'static str, id: &str) -> Self {
        let mut name = String::with_capacity(kind.len() + 1 + id.len());
        name.push_str(kind);
        name.push(':');
        push_part(&mut name, id);
        Self(name)
    }

    /// The tag that was written down as [`Tag::as_str`] says it; `None` for what can't have been one.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':').unwrap_or((text, "-"));
        let written = |part: &str| part.strip_prefix('~').unwrap_or(part).bytes().all(is_plain);
        let fits = !kind.is_empty() && !id.is_empty() && text.len() <= ID_MAX_BYTES;
        (fits && kind.bytes().all(is_plain) && written(id)).then(|| Self(text.to_owned()))
    }

    /// The tag as it stands in `Cache-Tag`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn push_part(name: &mut String, part: &str) {
    if !part.is_empty() && part.len() <= PART_MAX_BYTES && part.bytes().all(is_plain) {
        name.push_str(part);
    } else {
        name.push('~');
        name.push_str(&hash(part.as_bytes()));
    }
}

fn hash(bytes: &[u8]) -> String {
    let digest = digest(&SHA256, bytes);
    URL_SAFE_NO_PAD.encode(digest.as_ref().get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    static LIST: Namespace = Namespace::new("list", Tier::Hot);

    #[test]
    fn plain_parts_stay_readable() {
        assert_eq!(LIST.key(&["newest", "20"]).name(), "c:list:newest:20");
        assert_eq!(Tag::of("article", "0198-ab").as_str(), "article:0198-ab");
    }

    #[test]
    fn free_text_is_hashed_and_different_parts_never_meet() {
        let long = "x".repeat(1_000);
        let keys = [
            LIST.key(&["a:b"]),
            LIST.key(&["a", "b"]),
            LIST.key(&["a", "b", ""]),
            LIST.key(&["naïve text"]),
            LIST.key(&[&long]),
            LIST.key(&[&long, "2"]),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(key.name().is_ascii() && key.name().len() < 64, "{}", key.name());
            assert!(!keys.iter().take(n).any(|other| other == key), "{}", key.name());
        }
    }

    #[test]
    fn a_tag_that_was_written_down_is_read_back_and_nothing_else() {
        for tag in [Tag::all("articles"), Tag::of("article", "0198-ab"), Tag::of("tag", "naïve text")] {
            assert_eq!(Tag::parse(tag.as_str()), Some(tag));
        }
        for other in ["", ":", "a:", ":b", "a b", "a:b c", "a:b:c", &"x".repeat(500)] {
            assert_eq!(Tag::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_namespaces_name_is_plain() {
        assert!(Namespace::is_name("articles.list"));
        for other in ["", "articles:list", "articles.*", "a b", &"x".repeat(193)] {
            assert!(!Namespace::is_name(other), "{other}");
        }
    }

    #[test]
    fn many_parts_make_a_bounded_key() {
        let parts: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        assert!(LIST.key(&parts).name().len() < 64);
    }

    #[test]
    fn an_override_beats_the_tier() {
        let quarter = Duration::from_secs(900);
        assert_eq!(LIST.time_to_live(), Some(Duration::from_secs(300)));
        assert_eq!(Namespace::new("profile", Tier::Warm).ttl(quarter).time_to_live(), Some(quarter));
        assert_eq!(Namespace::new("settings", Tier::Permanent).time_to_live(), None);
    }

    #[test]
    fn nothing_is_served_unchecked_for_more_than_a_second() {
        let of = |ms| Namespace::new("list", Tier::Hot).unchecked(Duration::from_millis(ms)).unchecked;
        assert_eq!(LIST.unchecked, Duration::ZERO);
        assert_eq!([of(300), of(60_000)], [Duration::from_millis(300), UNCHECKED_MAX]);
    }
}
