//! The runtime that the edge's Worker is tried on, from npm, unpacked into `.dev/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::checkout::Layout;
use crate::install::{unpack, version};
use crate::step;

/// Pinned by the committed lock file, which is part of this program.
const VERSION: &str = "1.20260730.1";
const MANIFEST: &str = include_str!("../../../../edge/package.json");
const LOCK: &str = include_str!("../../../../edge/package-lock.json");

/// The oldest Node whose npm will do.
const NODE_MAJOR: u32 = 20;

/// The program.
pub(crate) fn workerd(layout: &Layout) -> Result<PathBuf> {
    let name = format!("workerd-{VERSION}");
    let program = layout.tools().join(&name).join("bin/workerd");
    if !runs(&program) {
        check_node()?;
        unpack(layout, &name, "workerd", &[by_npm], |folder| runs(&folder.join("workerd")))?;
    }
    Ok(program)
}

fn check_node() -> Result<()> {
    match version::told_by(Command::new("node").arg("--version"), version::node) {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        Some(major) => bail!("Node {major} is here, and {NODE_MAJOR} or newer is needed"),
        None => bail!("Node {NODE_MAJOR} or newer is not here"),
    }
}

fn runs(program: &Path) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|told| told.status.success())
}

/// The package is a launcher; the program is in the package of this machine's kind.
fn by_npm(folder: &Path) -> Result<()> {
    std::fs::write(folder.join("package.json"), MANIFEST)?;
    std::fs::write(folder.join("package-lock.json"), LOCK)?;
    let arguments = ["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"];
    step::output(Command::new("npm").args(arguments).current_dir(folder))?;
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
