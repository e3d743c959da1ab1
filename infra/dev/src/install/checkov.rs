//! The linter of `infra/aws`, from Python's packages, unpacked into `.dev/tools` like the linter of migrations.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::unpack;
use crate::step;

/// Pinned: another version may find something else.
const VERSION: &str = "3.3.30";

/// A command that runs it.
pub(crate) fn checkov(layout: &Layout) -> Result<Command> {
    let name = format!("checkov-{VERSION}");
    let packages = layout.tools().join(&name);
    if !runs(&packages) {
        unpack(layout, &name, "checkov", &[by_pip], |folder| folder.parent().is_some_and(runs))?;
    }
    Ok(command(&packages))
}

fn command(packages: &Path) -> Command {
    let program: PathBuf = packages.join("bin/checkov");
    let mut command = Command::new("python3");
    command.arg(program).env("PYTHONPATH", packages);
    command
}

fn runs(packages: &Path) -> bool {
    let told = command(packages).arg("--version").output();
    told.is_ok_and(|told| told.status.success() && String::from_utf8_lossy(&told.stdout).contains(VERSION))
}

fn by_pip(folder: &Path) -> Result<()> {
    let package = format!("checkov=={VERSION}");
    let arguments = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", "."];
    step::output(Command::new("python3").args(arguments).arg(&package).current_dir(folder))?;
    Ok(())
}
