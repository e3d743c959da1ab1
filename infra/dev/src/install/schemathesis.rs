//! The generator of requests, from Python's packages, unpacked into `.dev/tools` like the linter of migrations.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::unpack;
use crate::step;

/// Pinned: another version may find something else, and is configured otherwise.
const VERSION: &str = "4.32.5";

/// The program, and where Python finds what it imports.
pub(crate) struct Program {
    /// What to start.
    pub(crate) path: PathBuf,
    /// The folder for `PYTHONPATH`.
    pub(crate) packages: PathBuf,
}

/// The program.
pub(crate) fn schemathesis(layout: &Layout) -> Result<Program> {
    let name = format!("schemathesis-{VERSION}");
    let packages = layout.tools().join(&name);
    let path = packages.join("bin/schemathesis");
    if !runs(&path) {
        unpack(layout, &name, "schemathesis", &[by_pip], |folder| runs(&folder.join("schemathesis")))?;
    }
    Ok(Program { path, packages })
}

fn runs(program: &Path) -> bool {
    let packages = program.ancestors().nth(2).unwrap_or(Path::new("."));
    let told = Command::new(program).arg("--version").env("PYTHONPATH", packages).output();
    told.is_ok_and(|told| told.status.success() && String::from_utf8_lossy(&told.stdout).contains(VERSION))
}

fn by_pip(folder: &Path) -> Result<()> {
    let package = format!("schemathesis=={VERSION}");
    let arguments = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", "."];
    step::output(Command::new("python3").args(arguments).arg(&package).current_dir(folder))?;
    Ok(())
}
