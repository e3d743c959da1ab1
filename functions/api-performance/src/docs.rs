//! The OpenAPI document, and a page that shows it.
//!
//! The page is plain HTML written from the document: no script, so that the strictest content policy holds, and nothing
//! of anybody else's to keep up to date.

mod page;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use neurmatic_http::{Problem, Tag, Text};
use serde_json::Value;

/// Written by `cargo dev openapi` from the routes of all functions.
const DOCUMENT: &str = include_str!("../openapi.json");

static PAGE: LazyLock<String> =
    LazyLock::new(|| page::of(&serde_json::from_str(DOCUMENT).unwrap_or_default()));

/// Every operation of any function whose answers are cached, and the policy by which. An operation is a namespace of the
/// application cache, and its policy a tag at the edge.
pub(crate) static CACHED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.flat_map(|(_, methods)| methods.as_object().into_iter().flatten());
    let cached = operations.filter_map(|(_, operation)| {
        let text = |name: &str| operation.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("operationId")?, text("x-cache-policy").filter(|policy| policy != "private")?))
    });
    cached.collect()
});

/// The document.
pub(crate) async fn openapi() -> Result<Text, Problem> {
    Ok(Text::of("application/json", DOCUMENT).tags([tag()]))
}

/// The page.
pub(crate) async fn page() -> Result<Text, Problem> {
    Ok(Text::of("text/html; charset=utf-8", PAGE.as_str()).tags([tag()]))
}

fn tag() -> Tag {
    Tag::all("docs")
}
