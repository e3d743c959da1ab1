//! `cache:invalidate`

use neurmatic_cache_policy::Invalidation;
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
}

impl Payload for Invalidate {
    const POLICY: Policy = policies::CACHE_INVALIDATE;
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
    }
}
