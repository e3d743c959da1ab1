//! Programs that are built from their source in cargo's registry.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::checkout::remove_folder;
use crate::step;

/// Whether a program is there, of this version.
pub(super) fn runs(program: &Path, version: &str) -> bool {
    let told = Command::new(program).arg("--version").output();
    told.is_ok_and(|told| told.status.success() && String::from_utf8_lossy(&told.stdout).contains(version))
}

/// Builds a package's programs into a folder's `bin`; cargo is told one thing more. Not optimised: that takes thrice as long, and
/// their work is done in seconds either way.
pub(super) fn build(folder: &Path, package: &str, version: &str, option: &str) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = folder.join("target");
    let mut command = Command::new(cargo);
    command.args(["install", "--quiet", "--debug", option, "--version", version, "--root"]);
    command.arg(folder).arg("--target-dir").arg(&target).arg(package).current_dir(folder);
    step::output(command.env("CARGO_PROFILE_DEV_DEBUG", "false"))?;
    remove_folder(&target)
}
