//! The runtime that the edge's Worker is tried on, from npm, unpacked into `.dev/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::checkout::Layout;
use crate::install::{npm, unpack};

/// Pinned by the committed lock file, which is part of this program.
const VERSION: &str = "1.20260730.1";
const MANIFEST: &str = include_str!("../../../../edge/package.json");
const LOCK: &str = include_str!("../../../../edge/package-lock.json");

/// The program.
pub(crate) fn workerd(layout: &Layout) -> Result<PathBuf> {
    let name = format!("workerd-{VERSION}");
    let program = layout.tools().join(&name).join("bin/workerd");
    if !runs(&program) {
        npm::check_node()?;
        unpack(layout, &name, "workerd", &[by_npm], |folder| runs(&folder.join("workerd")))?;
    }
    Ok(program)
}

fn runs(program: &Path) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|told| told.status.success())
}

/// The package is a launcher; the program is in the package of this machine's kind.
fn by_npm(folder: &Path) -> Result<()> {
    npm::packages(folder, MANIFEST, LOCK)?;
    let packages = std::fs::read_dir(folder.join("node_modules/@cloudflare"))?.flatten();
    let programs = packages.map(|package| package.path().join("bin"));
    let program = programs.into_iter().find(|bin| bin.join("workerd").is_file());
    let program = program.context("npm has no workerd for this machine")?;
    std::os::unix::fs::symlink(program.strip_prefix(folder)?, folder.join("bin"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_has_the_name_of_the_version_that_is_locked() {
        assert!(MANIFEST.contains(&format!("\"workerd\": \"{VERSION}\"")));
        assert!(LOCK.contains(&format!("\"version\": \"{VERSION}\"")));
    }
}
