//! The linter of dependencies, built from its source into `.dev/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::{Layout, remove_folder};
use crate::install::unpack;
use crate::step;

/// Pinned: another version may judge otherwise, or read another form of `deny.toml`.
const VERSION: &str = "0.20.2";

/// The program.
pub(crate) fn deny(layout: &Layout) -> Result<PathBuf> {
    let name = format!("cargo-deny-{VERSION}");
    let program = layout.tools().join(&name).join("bin/cargo-deny");
    if !runs(&program) {
        unpack(layout, &name, "cargo-deny", &[by_cargo], |folder| runs(&folder.join("cargo-deny")))?;
    }
    Ok(program)
}

fn runs(program: &Path) -> bool {
    let told = Command::new(program).arg("--version").output();
    told.is_ok_and(|told| told.status.success() && String::from_utf8_lossy(&told.stdout).contains(VERSION))
}

/// Not optimised: that takes thrice as long, and its work is done in seconds either way.
fn by_cargo(folder: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = folder.join("target");
    let mut command = Command::new(cargo);
    command.args(["install", "--quiet", "--debug", "--locked", "--version", VERSION, "--root"]);
    command.arg(folder).arg("--target-dir").arg(&target).arg("cargo-deny").current_dir(folder);
    step::output(command.env("CARGO_PROFILE_DEV_DEBUG", "false"))?;
    remove_folder(&target)
}
