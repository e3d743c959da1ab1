//! The zone's cache at Cloudflare: asked through `fetch`, which keeps, collapses, revalidates and serves what is stale by
//! itself, as the origin's `Cloudflare-CDN-Cache-Control` and `Cache-Tag` say.

use neurmatic_cache_policy::{Class, Policy};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::Response;

use crate::glue::{self, Thrown};
use crate::shared::{Came, deliver, pass_back, request_lines};
use crate::status::CacheStatus;
use crate::visit::{Visit, file_lines};

/// Answers through the zone's cache.
pub(crate) async fn answer(
    visit: &Visit<'_>,
    policy: &'static Policy,
    url: &str,
) -> Result<Response, Thrown> {
    let (lines, _) = request_lines(visit, policy);
    let cf = options(policy);
    let response: Response =
        match JsFuture::from(glue::ask(visit.seen.method, url, lines.as_str(), Some(&cf))).await {
            Ok(response) => response.unchecked_into(),
            Err(error) => return visit.origin_away(&error),
        };
    let came = Came::of(&response)?;
    let status = CacheStatus::of_zone(&came.cf_cache_status);
    if !came.is_shared_by(policy) {
        return pass_back(visit, &response, &CacheStatus::Miss);
    }
    let lines = file_lines(policy);
    let lines = if came.age.is_empty() { lines } else { lines.with("age", &came.age) };
    let clean = glue::clean(&response, lines.as_str())?;
    if matches!(status, CacheStatus::Hit(_)) {
        return deliver(visit, &clean, &status.to_string(), "");
    }
    deliver(visit, &clean, &came.with_status(&status), came.server_timing())
}

/// The options of `fetch`. JSON is not cached unless told. What isn't found or failed is never kept; for what is, the
/// functions' own headers say how long, so that serving stale stays on; files have no such headers.
fn options(policy: &Policy) -> String {
    let (name, fresh_secs) = (policy.name, policy.edge_fresh_secs);
    let found = if policy.class == Class::Api { String::new() } else { format!("\"200\":{fresh_secs},") };
    format!(
        "{{\"cacheEverything\":true,\"cacheTags\":[\"{name}\"],\
         \"cacheTtlByStatus\":{{{found}\"201-599\":-1}}}}"
    )
}
