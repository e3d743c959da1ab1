//! `Cache-Status` (RFC 9211): what the edge's cache had to do with an answer.

use std::fmt;

/// What it had to do with it. Displayed as the header's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CacheStatus {
    /// It answered; seconds until the entry is stale, below 0 when it is.
    Hit(Option<i64>),
    /// It had nothing, and keeps what came.
    Stored,
    /// It had nothing, and keeps nothing of it.
    Miss,
    /// What it had was stale; what came instead is kept.
    Expired,
    /// The origin failed, and what is stale was served: its status, if it answered.
    OnError(Option<u16>),
    /// It wasn't asked.
    Bypass,
    /// It wasn't asked, because the method changes something.
    Method,
}

impl fmt::Display for CacheStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neurmatic-edge; ")?;
        match self {
            Self::Hit(None) => f.write_str("hit"),
            Self::Hit(Some(ttl_secs)) => write!(f, "hit; ttl={ttl_secs}"),
            Self::Stored => f.write_str("fwd=uri-miss; stored"),
            Self::Miss => f.write_str("fwd=uri-miss"),
            Self::Expired => f.write_str("fwd=stale; stored"),
            Self::OnError(Some(status)) => write!(f, "fwd=stale; fwd-status={status}; detail=stale-if-error"),
            Self::OnError(None) => f.write_str("fwd=stale; detail=stale-if-error"),
            Self::Bypass => f.write_str("fwd=bypass"),
            Self::Method => f.write_str("fwd=method"),
        }
    }
}

impl CacheStatus {
    /// What Cloudflare's `CF-Cache-Status` means.
    pub(crate) fn of_zone(cf_cache_status: &str) -> Self {
        match cf_cache_status {
            "HIT" | "STALE" | "UPDATING" | "REVALIDATED" => Self::Hit(None),
            "MISS" => Self::Stored,
            "EXPIRED" => Self::Expired,
            _ => Self::Miss,
        }
    }
}

/// What the cache service says of a hit: `fresh 288`, `stale -3`, `refresh -3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Whether a new one is to be loaded after the answer.
    pub(crate) refresh: bool,
    /// Seconds until it is stale.
    pub(crate) ttl_secs: Option<i64>,
}

impl Told {
    pub(crate) fn read(told: &str) -> Self {
        let (word, ttl_secs) = told.split_once(' ').unwrap_or((told, ""));
        Self { refresh: word == "refresh", ttl_secs: ttl_secs.parse().ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_has_its_entry() {
        for (status, header) in [
            (CacheStatus::Hit(Some(288)), "neurmatic-edge; hit; ttl=288"),
            (CacheStatus::Stored, "neurmatic-edge; fwd=uri-miss; stored"),
            (
                CacheStatus::OnError(Some(503)),
                "neurmatic-edge; fwd=stale; fwd-status=503; detail=stale-if-error",
            ),
            (CacheStatus::Bypass, "neurmatic-edge; fwd=bypass"),
            (CacheStatus::of_zone("UPDATING"), "neurmatic-edge; hit"),
            (CacheStatus::of_zone("DYNAMIC"), "neurmatic-edge; fwd=uri-miss"),
        ] {
            assert_eq!(status.to_string(), header);
        }
    }

    #[test]
    fn what_the_service_says_is_read() {
        assert_eq!(Told::read("refresh -3"), Told { refresh: true, ttl_secs: Some(-3) });
        assert_eq!(Told::read("fresh 288"), Told { refresh: false, ttl_secs: Some(288) });
        assert_eq!(Told::read(""), Told { refresh: false, ttl_secs: None });
    }
}
