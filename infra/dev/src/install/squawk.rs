//! The linter of migrations, from Python's packages, unpacked into `.dev/tools` like the servers.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::unpack;
use crate::step;

/// Pinned: another version may find something else. The folder's name holds it, so that a new one is unpacked anew.
const VERSION: &str = "2.70.0";

/// The program.
pub(crate) fn squawk(layout: &Layout) -> Result<PathBuf> {
    let name = format!("squawk-{VERSION}");
    let program = layout.tools().join(&name).join("bin/squawk");
    if !runs(&program) {
        unpack(layout, &name, "squawk", &[by_pip], |folder| runs(&folder.join("squawk")))?;
    }
    Ok(program)
}

fn runs(program: &Path) -> bool {
    let told = Command::new(program).arg("--version").output();
    told.is_ok_and(|told| told.status.success() && String::from_utf8_lossy(&told.stdout).contains(VERSION))
}

/// The package holds the program and nothing else.
fn by_pip(folder: &Path) -> Result<()> {
    let package = format!("squawk-cli=={VERSION}");
    let arguments =
        ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", "."];
    step::output(Command::new("python3").args(arguments).arg(&package).current_dir(folder))?;
    Ok(())
}
