//! The rules of alerts as CloudWatch's alarms, for whoever sets a deployment up.

use std::path::PathBuf;

use anyhow::Context as _;

/// The alarms, as they are written.
///
/// # Errors
/// When they can't be written as JSON.
pub fn document() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&neurmatic_alerts::alarms())? + "\n")
}

/// Where the alarms are kept.
#[must_use]
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../alarms.json")
}

/// Writes the alarms.
///
/// # Errors
/// When the file can't be written.
pub fn write() -> anyhow::Result<()> {
    let path = path();
    std::fs::write(&path, document()?).with_context(|| format!("cannot write {}", path.display()))
}
