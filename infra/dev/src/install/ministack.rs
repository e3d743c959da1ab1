//! The emulator of AWS's queues, from Python's packages, unpacked into `.dev/tools` like the generator of requests.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::unpack;
use crate::step;

/// Pinned: another version may behave otherwise.
const VERSION: &str = "1.5.33";

/// The program, and where Python finds what it imports.
#[derive(Debug)]
pub(crate) struct Program {
    /// What to start.
    pub(crate) path: PathBuf,
    /// The folder for `PYTHONPATH`.
    pub(crate) packages: PathBuf,
}

/// The program.
pub(crate) fn ministack(layout: &Layout) -> Result<Program> {
    let name = format!("ministack-{VERSION}");
    let packages = layout.tools().join(&name);
    let path = packages.join("bin/ministack");
    if !runs(&path) {
        unpack(layout, &name, "ministack", &[by_pip], |folder| runs(&folder.join("ministack")))?;
    }
    Ok(Program { path, packages })
}

/// It doesn't tell its version; the folder's name does.
fn runs(program: &Path) -> bool {
    let packages = program.ancestors().nth(2).unwrap_or(Path::new("."));
    let told = Command::new(program).arg("--help").env("PYTHONPATH", packages).output();
    told.is_ok_and(|told| told.status.success())
}

fn by_pip(folder: &Path) -> Result<()> {
    let package = format!("ministack=={VERSION}");
    let arguments = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", "."];
    step::output(Command::new("python3").args(arguments).arg(&package).current_dir(folder))?;
    Ok(())
}
