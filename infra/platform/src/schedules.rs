//! The list of schedules as data, for whoever sets the scheduler of a deployment up.

use std::path::PathBuf;

use anyhow::Context as _;
use neurmatic_tasks::schedules;

/// The list, as it is written.
///
/// # Errors
/// When it can't be written as JSON.
pub fn document() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&schedules::document())? + "\n")
}

/// Where the list is kept.
#[must_use]
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../schedules.json")
}

/// Writes the list.
///
/// # Errors
/// When the file can't be written.
pub fn write() -> anyhow::Result<()> {
    let path = path();
    std::fs::write(&path, document()?).with_context(|| format!("cannot write {}", path.display()))
}
