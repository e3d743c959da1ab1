//! `cache:invalidate`

use neurmatic_cache_policy::{Invalidation, edge_tag};
use neurmatic_core::ids::SessionId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Drops what caches hold of something that changed. Written in the transaction of the change, so that none is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalidate {
    /// The tags, as they stand in `Cache-Tag`: `article:0198…`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whole namespaces of the application cache, by their names: `articles.list`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// What answers at the edge carry of it beside the tags: of a namespace, which the edge doesn't know, its policy's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edge_tags: Vec<String>,
    /// Whether it was an edit, after which the old may still help out when everything else fails. A row of a release that
    /// made no difference says nothing, and means that the old is gone.
    #[serde(default)]
    pub soft: bool,
    /// Logins whose state changed; the state itself is read when it is told.
    #[serde(default)]
    pub logins: Vec<SessionId>,
}

impl Invalidate {
    /// How thoroughly caches drop it.
    #[must_use]
    pub fn kind(&self) -> Invalidation {
        if self.soft { Invalidation::Soft } else { Invalidation::Hard }
    }

    /// The tags that the edge is to forget, in order and each once: those of them that answers there carry.
    #[must_use]
    pub fn at_edge(&self) -> Vec<&str> {
        let carried = self.tags.iter().filter(|tag| edge_tag(tag).is_some());
        let mut tags: Vec<&str> = carried.chain(&self.edge_tags).map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// How thoroughly the edge forgets them: `soft` or `hard`.
    #[must_use]
    pub fn edge_kind(&self) -> &'static str {
        match self.kind() {
            Invalidation::Soft => "soft",
            Invalidation::Hard => "hard",
        }
    }
}

impl Payload for Invalidate {
    const POLICY: Policy = policies::CACHE_INVALIDATE;
    /// A release of version 1 drops, but has the edge forget nothing.
    const VERSION: i16 = 2;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_an_older_release_is_hard() {
        let older = serde_json::json!({"tags": ["articles"], "logins": []});
        assert_eq!(serde_json::from_value::<Invalidate>(older).unwrap().kind(), Invalidation::Hard);
        let soft = Invalidate { soft: true, ..Invalidate::default() };
        let read: Invalidate = serde_json::from_value(serde_json::to_value(&soft).unwrap()).unwrap();
        assert_eq!(read.kind(), Invalidation::Soft);
        assert_eq!((soft.edge_kind(), Invalidate::default().edge_kind()), ("soft", "hard"));
    }

    #[test]
    fn the_edge_forgets_what_its_answers_carry_in_order_and_each_once() {
        let of = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<String>>();
        let tags = of(&["articles", "article:2", "user:1", "article:1", "companies", "articles"]);
        let all = Invalidate { tags, edge_tags: of(&["docs", "article:2"]), ..Invalidate::default() };
        assert_eq!(all.at_edge(), ["article:1", "article:2", "articles", "docs"]);
        assert!(Invalidate { edge_tags: Vec::new(), tags: of(&["user:1"]), ..all }.at_edge().is_empty());
    }
}
