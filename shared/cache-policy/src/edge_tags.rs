//! The tags that answers at the edge carry, and what is wider than each.
//!
//! A tag is `kind` (`articles`: all lists) or `kind:id` (`article:0198…`). At the edge an answer carries the kinds of its
//! tags too, so that purging `article` covers whatever purging many `article:…` would.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// A kind of tag, and where the answers lie that carry one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdgeTag {
    /// The kind.
    pub kind: &'static str,
    /// Whether a tag names one thing of the kind: `article:<id>`. Else the kind is the tag.
    pub has_id: bool,
    /// The paths below which all answers with a tag of this kind lie.
    pub prefixes: &'static [&'static str],
}

const fn one(kind: &'static str, prefixes: &'static [&'static str]) -> EdgeTag {
    EdgeTag { kind, has_id: true, prefixes }
}

const fn all(kind: &'static str, prefixes: &'static [&'static str]) -> EdgeTag {
    EdgeTag { kind, has_id: false, prefixes }
}

const ARTICLES: &str = "/api/v1/articles";
const COMPANIES: &str = "/api/v1/companies";
const FORUM: &str = "/api/v1/forum";
const JOBS: &str = "/api/v1/jobs";
const MODELS: &str = "/api/v1/models";
const SETTINGS: &str = "/api/v1/settings";
const SEARCH: &str = "/api/v1/search";

/// Every kind. A change of anything else leaves the edge alone.
pub const EDGE_TAGS: &[EdgeTag] = &[
    one("article", &[ARTICLES, SEARCH]),
    all("articles", &[ARTICLES, MODELS]),
    one("author", &[ARTICLES, FORUM, SEARCH]),
    all("badges", &["/api/v1/badges"]),
    one("category", &[ARTICLES, FORUM]),
    one("company", &[COMPANIES, JOBS, SEARCH]),
    one("job", &[COMPANIES, JOBS, SEARCH]),
    all("jobs", &[COMPANIES, JOBS, MODELS]),
    all("leaderboards", &["/api/v1/leaderboards"]),
    one("model", &[MODELS, SEARCH]),
    one("model-name", &[ARTICLES, JOBS]),
    all("model-names", &[COMPANIES, JOBS, MODELS]),
    all("models", &[MODELS]),
    all("settings", &[SETTINGS]),
    one("tag", &[ARTICLES]),
    one("topic", &[FORUM, SEARCH]),
    all("topics", &[FORUM]),
];

/// What is known of a tag's kind; none when no answer at the edge carries it.
#[must_use]
pub fn edge_tag(tag: &str) -> Option<&'static EdgeTag> {
    let kind = tag.split(':').next().unwrap_or_default();
    EDGE_TAGS.iter().find(|known| known.kind == kind)
}

/// `Cache-Tag`: an answer's own tags, with commas between, and after them their kinds.
#[must_use]
pub fn carried_at_edge(tags: &str) -> String {
    let mut carried = tags.to_owned();
    let mut kinds: Vec<&str> = Vec::new();
    for (kind, _) in tags.split(',').filter_map(|tag| tag.split_once(':')) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
            carried.push(',');
            carried.push_str(kind);
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_carries_each_kind_of_its_tags_once() {
        assert_eq!(carried_at_edge("articles"), "articles");
        assert_eq!(
            carried_at_edge("article:1,tag:2,tag:3,author:4"),
            "article:1,tag:2,tag:3,author:4,article,tag,author"
        );
        assert_eq!(carried_at_edge(""), "");
    }

    #[test]
    fn a_tag_is_known_by_its_kind_and_personal_ones_are_not() {
        assert_eq!(edge_tag("author:1").map(|tag| tag.prefixes), Some(&[ARTICLES, FORUM, SEARCH][..]));
        assert_eq!(edge_tag("jobs").map(|tag| tag.kind), Some("jobs"));
        assert_eq!(edge_tag("model-name:1").map(|tag| tag.kind), Some("model-name"));
        for other in ["user:1", "companies", "docs", "", ":"] {
            assert_eq!(edge_tag(other), None, "{other}");
        }
    }

    #[test]
    fn kinds_are_sorted_and_every_prefix_is_a_path() {
        assert_eq!(edge_tag("model-name:1").map(|tag| tag.has_id), Some(true));
        assert_eq!(edge_tag("model-names").map(|tag| tag.has_id), Some(false));
        assert!(EDGE_TAGS.is_sorted_by(|a, b| a.kind < b.kind));
        let mut prefixes = EDGE_TAGS.iter().flat_map(|tag| tag.prefixes);
        assert!(prefixes.all(|prefix| prefix.starts_with("/api/v1/") && !prefix.ends_with('/')));
    }
}
