//! The OpenAPI document of all functions, as the performance function serves it.

use std::path::PathBuf;

use anyhow::Context as _;

/// The document, as it is written.
///
/// # Errors
/// When it can't be written as JSON.
pub fn document() -> anyhow::Result<String> {
    let table = crate::table();
    let document = neurmatic_http::document(table.iter().map(AsRef::as_ref));
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Where the document is kept.
#[must_use]
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../functions/api-performance/openapi.json")
}

/// Writes the document.
///
/// # Errors
/// When the file can't be written.
pub fn write() -> anyhow::Result<()> {
    let path = path();
    std::fs::write(&path, document()?).with_context(|| format!("cannot write {}", path.display()))
}
