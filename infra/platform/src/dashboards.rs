//! What CloudWatch shows and watches, for whoever sets a deployment up: its dashboard, made of the metrics' definitions, and its
//! alarms, made of the rules.

mod board;
mod graph;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

pub use board::dashboard;

/// The documents as they are written, each with the place where it is kept.
///
/// # Errors
/// When they can't be written as JSON.
pub fn documents() -> anyhow::Result<[(PathBuf, String); 2]> {
    let infra = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let alarms = neurmatic_alerts::alarms();
    let dashboard = text(&dashboard(&alarms))?;
    Ok([(infra.join("dashboard.json"), dashboard), (infra.join("alarms.json"), text(&alarms)?)])
}

/// Writes them.
///
/// # Errors
/// When a file can't be written.
pub fn write() -> anyhow::Result<()> {
    for (path, text) in documents()? {
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn text(document: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}
