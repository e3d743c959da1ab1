//! Searching everything that a visitor may see: articles, topics, replies, jobs, companies, users and models.

mod find;
mod marks;
mod merge;
mod out;
mod suggest;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, public};
use neurmatic_rate_limit::policies::{SEARCH, SUGGEST};

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    Routes::new()
        .get("search.find", "/search", find::search, public("Everything that matches, the best first").limits(&[&SEARCH]).cached(&policy::SEARCH))
        .get("search.suggest", "/search/suggest", suggest::suggest, public("What begins with a text").limits(&[&SUGGEST]).cached(&policy::SEARCH_SUGGEST))
}
