//! What a policy says, and the headers that say it to others.

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

/// How a public answer may be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The entry's namespace in the application cache, and its name in the metrics.
    pub name: &'static str,
    /// How long the edge keeps it fresh, in seconds.
    pub edge_fresh_secs: u32,
    /// How long the edge may serve it stale while it fetches a new one, in seconds.
    pub stale_while_revalidate_secs: u32,
    /// How long the edge may serve it stale while the origin fails, in seconds.
    pub stale_if_error_secs: u32,
    /// The application cache's tier.
    pub tier: AppTier,
    /// The query parameters that make a difference; a request with any other is not looked up in a cache.
    pub parameters: &'static [&'static str],
}

/// What everything else is: personal, or not to be repeated.
pub const PRIVATE: &str = "private, no-cache, no-store";

impl Policy {
    /// `Cache-Control`, for browsers and for caches that know nothing better.
    #[must_use]
    pub fn cache_control(&self) -> String {
        format!("public, max-age={0}, s-maxage={0}", self.edge_fresh_secs)
    }

    /// `Cloudflare-CDN-Cache-Control`: `s-maxage` switches serving stale off, so the edge is told by a header of its own.
    #[must_use]
    pub fn edge_cache_control(&self) -> String {
        format!(
            "public, max-age={}, stale-while-revalidate={}, stale-if-error={}",
            self.edge_fresh_secs, self.stale_while_revalidate_secs, self.stale_if_error_secs
        )
    }
}

#[cfg(test)]
mod tests {
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
    fn policies_have_names_of_their_own() {
        let mut names: Vec<_> = table::ALL.iter().map(|p| p.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table::ALL.len());
    }
}
