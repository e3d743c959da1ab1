//! What a client asks for: an encoding, and what it holds already.

use crate::encoding::Encoding;

/// Most entity tags of one `If-None-Match` that are looked at; a client holds a few at most.
const ENTITY_TAGS_MAX: usize = 16;

/// A client's wish, from its `Accept-Encoding` and `If-None-Match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    encoding: Encoding,
    /// Entity tags without quotes and weakness; `*` stands for any.
    held: Vec<String>,
}

impl Wanted {
    /// Reads the two headers' values. What isn't an entity tag is passed over: it matches nothing.
    pub fn new(accept_encoding: Option<&str>, if_none_match: Option<&str>) -> Self {
        let held = if_none_match.into_iter().flat_map(|tags| tags.split(',')).filter_map(opaque);
        Self {
            encoding: Encoding::best_for(accept_encoding),
            held: held.take(ENTITY_TAGS_MAX).map(str::to_owned).collect(),
        }
    }

    /// The body in this encoding, whatever the client holds.
    pub const fn body(encoding: Encoding) -> Self {
        Self { encoding, held: Vec::new() }
    }

    /// The encoding to send if there is one.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(crate) fn held(&self) -> &[String] {
        &self.held
    }

    /// Whether the client holds this representation.
    pub(crate) fn holds(&self, validator: &str, encoding: Encoding) -> bool {
        let is_it = |held: &str| {
            held.strip_prefix(validator).and_then(|rest| rest.strip_prefix('.')) == Some(encoding.token())
        };
        self.held.iter().any(|held| held == "*" || is_it(held))
    }
}

/// The inside of an entity tag; a weak one compares equal here (RFC 9110, 13.1.2).
fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    if tag == "*" {
        return Some(tag);
    }
    tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_representation_is_recognised_strong_or_weak() {
        let wanted = Wanted::new(None, Some(r#""old", W/"r3.abc.identity""#));
        assert!(wanted.holds("r3.abc", Encoding::Identity));
        assert!(!wanted.holds("r3.abc", Encoding::Gzip));
        assert!(!wanted.holds("r3.ab", Encoding::Identity));
        assert!(Wanted::new(None, Some("*")).holds("r3.abc", Encoding::Gzip));
    }

    #[test]
    fn nonsense_matches_nothing() {
        let wanted = Wanted::new(None, Some(r#"abc, "open, "", ,W/"#));
        assert_eq!(wanted.held(), [""]);
        assert!(!wanted.holds("abc", Encoding::Identity));
    }

    #[test]
    fn a_flood_of_tags_is_cut() {
        let flood = vec!["\"a\""; 10_000].join(",");
        assert_eq!(Wanted::new(None, Some(&flood)).held().len(), ENTITY_TAGS_MAX);
    }
}
