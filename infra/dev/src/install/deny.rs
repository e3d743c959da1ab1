//! The linter of dependencies, built from its source into `.dev/tools`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::{cargo, unpack};

/// Pinned: another version may judge otherwise, or read another form of `deny.toml`.
const VERSION: &str = "0.20.2";

/// The program.
pub(crate) fn deny(layout: &Layout) -> Result<PathBuf> {
    let name = format!("cargo-deny-{VERSION}");
    let program = layout.tools().join(&name).join("bin/cargo-deny");
    if !cargo::runs(&program, VERSION) {
        let works = |folder: &Path| cargo::runs(&folder.join("cargo-deny"), VERSION);
        unpack(layout, &name, "cargo-deny", &[by_cargo], works)?;
    }
    Ok(program)
}

fn by_cargo(folder: &Path) -> Result<()> {
    cargo::build(folder, "cargo-deny", VERSION, "--locked")
}
