//! The performance area: what the platform says of itself. Its health, and how to use it.

mod docs;
mod health;
mod memory;

use neurmatic_cache_policy as policy;
use neurmatic_http::{Routes, Services, public};
use neurmatic_rate_limit::policies::READ;

/// Every route of the area, one line each.
#[must_use]
#[rustfmt::skip]
pub fn routes() -> Routes<Services> {
    let docs = |summary| public(summary).limits(&[&READ]).cached(&policy::DOCS);
    Routes::new()
        .get("performance.health", "/performance/health", health::health, public("Whether the platform can do its work"))
        .get("docs.openapi", "/openapi.json", docs::openapi, docs("This document"))
        .get("docs.page", "/docs", docs::page, docs("This document as a page"))
}
