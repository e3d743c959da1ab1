//! What a policy says, and the headers that say it to others.

use alloc::format;
use alloc::string::String;

/// The application cache's tier, by how long an entry stays fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppTier {
    /// 5 minutes.
    Hot,
    /// 1 hour.
    Warm,
    /// 24 hours.
    Cold,
}

/// What kind of thing is answered, and so where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The interface: the functions.
    Api,
    /// Files whose name changes with their content: the bucket.
    Asset,
    /// Pictures that people uploaded: the bucket.
    Media,
}

/// How a public answer may be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The entry's namespace in the application cache, its name in the metrics, and its tag at the edge.
    pub name: &'static str,
    /// What kind of thing it is.
    pub class: Class,
    /// How long a browser keeps it fresh, in seconds.
    pub browser_fresh_secs: u32,
    /// How long the edge keeps it fresh, in seconds.
    pub edge_fresh_secs: u32,
    /// How long the edge may serve it stale while it fetches a new one, in seconds.
    pub stale_while_revalidate_secs: u32,
    /// How long the edge may serve it stale while the origin fails, in seconds.
    pub stale_if_error_secs: u32,
    /// The application cache's tier; none: it is kept at the edge alone.
    pub tier: Option<AppTier>,
    /// How long a process may answer from its copy without asking Redis whether it still holds, in milliseconds: 0, or at most
    /// a second, where it does no harm that an answer is that old after a change.
    pub unchecked_ms: u16,
    /// The query parameters that make a difference; a request with any other is refused. None: whatever comes is dropped.
    pub parameters: Option<&'static [&'static str]>,
    /// More parameters, of free text: kept at the edge, and nowhere else.
    pub texts: &'static [&'static str],
}

/// What may be done with an entry of an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is served.
    Fresh,
    /// It is served while a new one is fetched.
    Revalidate,
    /// It is served only if the origin fails.
    OnError,
    /// It is gone.
    Dead,
}

/// What everything else is: personal, or not to be repeated.
pub const PRIVATE: &str = "private, no-cache, no-store";

impl Policy {
    /// `Cache-Control`, for browsers and for caches that know nothing better.
    #[must_use]
    pub fn cache_control(&self) -> String {
        match self.class {
            Class::Api => {
                format!("public, max-age={}, s-maxage={}", self.browser_fresh_secs, self.edge_fresh_secs)
            }
            Class::Asset => format!("public, max-age={}, immutable", self.browser_fresh_secs),
            Class::Media => format!("public, max-age={}", self.browser_fresh_secs),
        }
    }

    /// `Cloudflare-CDN-Cache-Control`: `s-maxage` switches serving stale off, so the edge is told by a header of its own.
    #[must_use]
    pub fn edge_cache_control(&self) -> String {
        format!(
            "public, max-age={}, stale-while-revalidate={}, stale-if-error={}",
            self.edge_fresh_secs, self.stale_while_revalidate_secs, self.stale_if_error_secs
        )
    }

    /// What may be done with an entry that was made so many seconds ago.
    #[must_use]
    pub const fn freshness(&self, age_secs: u64) -> Freshness {
        let fresh = self.edge_fresh_secs as u64;
        if age_secs < fresh {
            Freshness::Fresh
        } else if age_secs < fresh + self.stale_while_revalidate_secs as u64 {
            Freshness::Revalidate
        } else if age_secs < fresh + self.stale_if_error_secs as u64 {
            Freshness::OnError
        } else {
            Freshness::Dead
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;
    use crate::table;

    #[test]
    fn a_public_list_is_fresh_for_five_minutes_at_the_edge_and_a_day_while_the_origin_fails() {
        let list = table::ARTICLE_LIST;
        assert_eq!(list.cache_control(), "public, max-age=300, s-maxage=300");
        assert_eq!(
            list.edge_cache_control(),
            "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"
        );
    }

    #[test]
    fn files_are_kept_by_their_class() {
        assert_eq!(table::ASSET.cache_control(), "public, max-age=31536000, immutable");
        assert_eq!(table::MEDIA.cache_control(), "public, max-age=604800");
        assert_eq!((table::ASSET.edge_fresh_secs, table::MEDIA.edge_fresh_secs), (2_592_000, 604_800));
    }

    #[test]
    fn an_entry_grows_stale_and_dies() {
        let at = |age_secs| table::ARTICLE_LIST.freshness(age_secs);
        assert_eq!((at(0), at(299)), (Freshness::Fresh, Freshness::Fresh));
        assert_eq!((at(300), at(359)), (Freshness::Revalidate, Freshness::Revalidate));
        assert_eq!((at(360), at(86_699)), (Freshness::OnError, Freshness::OnError));
        assert_eq!(at(86_700), Freshness::Dead);
    }

    #[test]
    fn policies_have_names_of_their_own() {
        let mut names: Vec<_> = table::ALL.iter().map(|p| p.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table::ALL.len());
    }
}
