//! The program that makes a Worker's module of what the compiler made, built from its source into `.dev/tools`.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::{cargo, unpack};

/// The version of the library in `Cargo.lock`: the program refuses the work of any other.
const VERSION: &str = "0.2.130";

/// The program.
pub(crate) fn wasm_bindgen(layout: &Layout) -> Result<PathBuf> {
    let name = format!("wasm-bindgen-{VERSION}");
    let program = layout.tools().join(&name).join("bin/wasm-bindgen");
    if !cargo::runs(&program, VERSION) {
        let works = |folder: &Path| cargo::runs(&folder.join("wasm-bindgen"), VERSION);
        unpack(layout, &name, "wasm-bindgen", &[by_cargo], works)?;
    }
    Ok(program)
}

fn by_cargo(folder: &Path) -> Result<()> {
    cargo::build(folder, "wasm-bindgen-cli", VERSION, "--no-default-features")
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
