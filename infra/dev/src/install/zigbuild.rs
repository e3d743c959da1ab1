//! What links programs for Lambda, on any machine and for both architectures alike: cargo-zigbuild with zig, from Python's
//! packages, unpacked into `.dev/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::checkout::Layout;
use crate::install::unpack;
use crate::step;

/// Pinned: another version of either makes other programs of the same source.
const CARGO_ZIGBUILD: &str = "0.24.1";
const ZIG: &str = "0.17.1";

/// The programs, and where they may keep what they make for later.
#[derive(Debug)]
pub(crate) struct Zigbuild {
    /// What is called in cargo's place.
    pub(crate) program: PathBuf,
    /// What it calls to compile C and to link.
    pub(crate) zig: PathBuf,
    /// A folder for both.
    pub(crate) cache: PathBuf,
}

impl Zigbuild {
    /// Their versions, for whoever wants to build the same again.
    pub(crate) fn versions() -> [String; 2] {
        [format!("cargo-zigbuild {CARGO_ZIGBUILD}"), format!("zig {ZIG}")]
    }
}

/// The programs.
pub(crate) fn zigbuild(layout: &Layout) -> Result<Zigbuild> {
    let name = format!("zigbuild-{CARGO_ZIGBUILD}-{ZIG}");
    let folder = layout.tools().join(&name);
    if !runs(&folder.join("bin")) {
        unpack(layout, &name, "cargo-zigbuild with zig", &[by_pip], runs)?;
    }
    let cache = layout.tools().join("zigbuild-cache");
    Ok(Zigbuild { program: folder.join("bin/cargo-zigbuild"), zig: folder.join("ziglang/zig"), cache })
}

/// Whether both are there, of the right versions; zig lies beside the folder of programs.
fn runs(bin: &Path) -> bool {
    let told = |program: PathBuf, word: &str, version: &str| {
        let told = Command::new(program).arg(word).output();
        told.is_ok_and(|told| {
            told.status.success() && String::from_utf8_lossy(&told.stdout).contains(version)
        })
    };
    let zig = bin.parent().unwrap_or(bin).join("ziglang/zig");
    told(bin.join("cargo-zigbuild"), "--version", CARGO_ZIGBUILD) && told(zig, "version", ZIG)
}

fn by_pip(folder: &Path) -> Result<()> {
    let packages = [format!("cargo-zigbuild=={CARGO_ZIGBUILD}"), format!("ziglang=={ZIG}")];
    let arguments =
        ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", "."];
    step::output(Command::new("python3").args(arguments).args(packages).current_dir(folder))?;
    Ok(())
}
