//! The OpenAPI document, and a page that shows it.
//!
//! The page is plain HTML written from the document: no script, so that the strictest content policy holds, and nothing
//! of anybody else's to keep up to date.

mod page;

use std::sync::LazyLock;

use neurmatic_http::{Problem, Tag, Text};

/// Written by `cargo dev openapi` from the routes of all functions.
const DOCUMENT: &str = include_str!("../openapi.json");

static PAGE: LazyLock<String> =
    LazyLock::new(|| page::of(&serde_json::from_str(DOCUMENT).unwrap_or_default()));

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
