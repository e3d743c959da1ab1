//! What passes the caches by: personal requests, writes, and whatever the table doesn't name.

use neurmatic_cache_policy::Bypass;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::Response;

use crate::glue::{self, Thrown};
use crate::lines::LOADS_NOTHING;
use crate::problem::Problem;
use crate::status::CacheStatus;
use crate::visit::Visit;

/// Passes a request on to the functions as it came, less what origins should not believe, and their answer back.
pub(crate) async fn answer(visit: &Visit<'_>, url: &str, why: Option<Bypass>) -> Result<Response, Thrown> {
    let status = if why == Some(Bypass::Method) { CacheStatus::Method } else { CacheStatus::Bypass };
    let (sent, answered) = (visit.to_functions(), visit.named(&status.to_string()));
    // One text for all: each that crosses costs some microseconds.
    let told = [url, visit.seen.unwanted.trim_end(), sent.as_str(), answered.as_str()].join("\0");
    match JsFuture::from(glue::pass(visit.request, &told, visit.seen.began_ms)).await {
        Ok(nothing) if nothing.is_undefined() => visit.problem(&Problem::no_body()),
        Ok(response) => Ok(response.unchecked_into()),
        Err(error) => visit.origin_away(&error),
    }
}

/// Asks the bucket for a file, or a part of one. Who asks is none of the bucket's business: it hears of no credentials.
pub(crate) async fn file(visit: &Visit<'_>, url: &str) -> Result<Response, Thrown> {
    let lines = [
        ("range", visit.seen.range),
        ("if-range", visit.seen.if_range),
        ("if-none-match", visit.seen.if_none_match),
    ]
    .into_iter()
    .fold(visit.to_bucket(), |lines, (name, value)| match value {
        Some(value) => lines.with(name, value),
        None => lines,
    });
    match JsFuture::from(glue::ask(visit.seen.method, url, lines.as_str(), None)).await {
        Ok(response) => {
            let lines = visit.to_visitor(&CacheStatus::Bypass.to_string());
            let lines = lines.with(LOADS_NOTHING.0, LOADS_NOTHING.1);
            glue::finish(response.unchecked_ref(), lines.as_str(), true)
        }
        Err(error) => visit.origin_away(&error),
    }
}
