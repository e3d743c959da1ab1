//! From what is known of a request to what caches may do with it.

use alloc::borrow::Cow;
use core::fmt;

use crate::path;
use crate::policy::Policy;
use crate::query;
use crate::refusal::Refusal;
use crate::table;

/// What is known of a request before anything is asked.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The method, such as `GET`.
    pub method: &'a str,
    /// The path as it came, percent-encoded.
    pub path: &'a str,
    /// The query as it came, without its question mark.
    pub query: Option<&'a str>,
    /// Whether the request says who asks: see [`crate::is_credential`].
    pub credentials: bool,
}

/// What caches may do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// The one spelling under which the request is known from here on.
    pub target: Target<'a>,
    /// The table's row, if the request reads something that has one.
    pub policy: Option<&'static Policy>,
    /// Why no shared entry is read or filled; none when one may be.
    pub bypass: Option<Bypass>,
    /// Whether the answer may be kept for others: a HEAD reads what a GET left, and leaves nothing.
    pub fills: bool,
}

/// Why a request passes the shared caches by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bypass {
    /// The method changes something, or isn't one that reads.
    Method,
    /// The table has no row for the path: personal, or unknown.
    Path,
    /// The request says who asks.
    Credentials,
}

/// A path and a query in the one spelling that names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The path.
    pub path: Cow<'a, str>,
    /// The query, without its question mark; empty when there is none.
    pub query: Cow<'a, str>,
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.query.is_empty() { Ok(()) } else { write!(f, "?{}", self.query) }
    }
}

/// Decides. What can be read in two ways is refused: whoever reads it the other way would answer another question under
/// the same key.
///
/// # Errors
/// [`Refusal`]: the client has to ask otherwise.
pub fn decide<'a>(facts: &Facts<'a>) -> Result<Decision<'a>, Refusal> {
    let path = path::canonical(facts.path)?;
    let query = facts.query.unwrap_or_default();
    if query.len() > query::BYTES_MAX {
        return Err(Refusal::QueryTooLong);
    }
    let reads = matches!(facts.method, "GET" | "HEAD");
    let policy = if reads { table::of_path(&path) } else { None };
    let query = match policy {
        Some(policy) => query::canonical(query, policy)?,
        None if reads => query::without_tracking(query)?,
        None => query::checked(query)?,
    };
    let bypass = match policy {
        _ if !reads => Some(Bypass::Method),
        None => Some(Bypass::Path),
        Some(_) if facts.credentials => Some(Bypass::Credentials),
        Some(_) => None,
    };
    let fills = bypass.is_none() && facts.method == "GET";
    Ok(Decision { target: Target { path, query }, policy, bypass, fills })
}

impl Decision<'_> {
    /// The policy by which a shared entry may be read.
    #[must_use]
    pub fn shared(&self) -> Option<&'static Policy> {
        self.policy.filter(|_| self.bypass.is_none())
    }

    /// Whether the application cache may hold the answer: free text is kept at the edge alone.
    #[must_use]
    pub fn in_application(&self) -> bool {
        self.policy.is_some_and(|policy| {
            let text = |(name, _): (&str, &str)| policy.texts.contains(&name);
            policy.tier.is_some() && !self.target.parameters().any(text)
        })
    }
}

impl Target<'_> {
    /// The query's parameters, encoded as they stand in it.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString as _;

    use super::*;

    fn get(path: &'static str, query: &'static str) -> Facts<'static> {
        Facts { method: "GET", path, query: Some(query), credentials: false }
    }

    #[test]
    fn a_public_read_is_shared_under_one_spelling() {
        for query in
            ["tag=rag&limit=5", "limit=5&tag=rag", "utm_source=x&limit=5&tag=%72ag", "&limit=5&&tag=rag&"]
        {
            let decision = decide(&get("/api/v1/articles", query)).unwrap();
            assert_eq!(decision.target.to_string(), "/api/v1/articles?limit=5&tag=rag", "{query}");
            assert_eq!(decision.shared(), Some(&table::ARTICLE_LIST));
            assert!(decision.fills && decision.in_application());
        }
    }

    #[test]
    fn a_head_reads_and_leaves_nothing() {
        let head = decide(&Facts { method: "HEAD", ..get("/api/v1/articles", "") }).unwrap();
        assert_eq!((head.shared(), head.fills), (Some(&table::ARTICLE_LIST), false));
    }

    #[test]
    fn whoever_says_who_asks_shares_nothing() {
        let own = decide(&Facts { credentials: true, ..get("/api/v1/articles", "") }).unwrap();
        assert_eq!((own.shared(), own.bypass, own.fills), (None, Some(Bypass::Credentials), false));
        assert_eq!(own.policy, Some(&table::ARTICLE_LIST), "the application cache may still be asked");
    }

    #[test]
    fn what_the_table_does_not_name_is_shared_by_nobody() {
        for path in [
            "/api/v1/auth/me",
            "/api/v1/users/me",
            "/api/v1/jobs/matches",
            "/api/v1/jobs/alerts",
            "/api/v1/articles/",
            "/api/v1/articles/x/me",
            "/api/v1/forum/member/topics",
            "/api/v2/articles",
            "/",
            "/assets",
        ] {
            let decision = decide(&get(path, "")).unwrap();
            assert_eq!((decision.shared(), decision.bypass), (None, Some(Bypass::Path)), "{path}");
        }
    }

    #[test]
    fn a_write_keeps_its_query_and_shares_nothing() {
        let facts = Facts { method: "POST", ..get("/api/v1/articles", "b=1&a=2&utm_source=x") };
        let decision = decide(&facts).unwrap();
        assert_eq!(decision.target.query, "b=1&a=2&utm_source=x");
        assert_eq!((decision.policy, decision.bypass), (None, Some(Bypass::Method)));
    }

    #[test]
    fn free_text_is_normalised_and_stays_out_of_the_application_cache() {
        let decision = decide(&get("/api/v1/articles", "q=%20Context++WINDOW%20")).unwrap();
        assert_eq!(decision.target.query, "q=context%20window");
        assert!(decision.shared().is_some() && !decision.in_application());
    }
}
