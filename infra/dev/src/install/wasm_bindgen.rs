//! The program that makes a Worker's module of what the compiler made, built from its source into `.dev/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::{Layout, remove_folder};
use crate::install::unpack;
use crate::step;

/// The version of the library in `Cargo.lock`: the program refuses the work of any other.
const VERSION: &str = "0.2.130";

/// The program.
pub(crate) fn wasm_bindgen(layout: &Layout) -> Result<PathBuf> {
    let name = format!("wasm-bindgen-{VERSION}");
    let program = layout.tools().join(&name).join("bin/wasm-bindgen");
    if !runs(&program) {
        unpack(layout, &name, "wasm-bindgen", &[by_cargo], |folder| runs(&folder.join("wasm-bindgen")))?;
    }
    Ok(program)
}

fn runs(program: &Path) -> bool {
    let told = Command::new(program).arg("--version").output();
    told.is_ok_and(|told| told.status.success() && String::from_utf8_lossy(&told.stdout).contains(VERSION))
}

/// Not optimised: that takes thrice as long, and its work is done in a second either way.
fn by_cargo(folder: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = folder.join("target");
    let mut command = Command::new(cargo);
    command.args(["install", "--quiet", "--debug", "--no-default-features", "--version", VERSION, "--root"]);
    command.arg(folder).arg("--target-dir").arg(&target).arg("wasm-bindgen-cli").current_dir(folder);
    step::output(command.env("CARGO_PROFILE_DEV_DEBUG", "false"))?;
    remove_folder(&target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_and_library_are_of_one_version() {
        let lock = include_str!("../../../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"wasm-bindgen\"\nversion = \"{VERSION}\"")));
    }
}
