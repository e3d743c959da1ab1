//! The browser that the dashboard is tried in, with what drives it and what judges its accessibility: from npm, unpacked into
//! `.dev/tools`. Where npm has no browser for this machine, or another one is wanted, it is one of the machine's.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::checkout::Layout;
use crate::install::{Way, npm, unpack};
use crate::step;

/// Pinned by the committed lock file, which is part of this program.
const CHROMIUM: &str = "148.0.0";
const PLAYWRIGHT: &str = "1.65.1";
const AXE: &str = "4.14.1";
const MANIFEST: &str = include_str!("../../../platform/tests/browser/package.json");
const LOCK: &str = include_str!("../../../platform/tests/browser/package-lock.json");

/// The browser to use instead: a file, or a name on the `PATH`.
const GIVEN: &str = "NEURMATIC_CHROMIUM";

/// What it may be called where it is installed.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Whether npm's package runs here: it holds a program for this kind of machine alone.
const IS_PACKED: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// The packed program with the libraries and the font that a bare machine lacks, below the package.
const PACKED: [&str; 3] = ["chromium", "al2023.tar", "fonts.tar"];
const PACKAGE: &str = "node_modules/@sparticuz/chromium/bin";

/// Brotli, which no system's tar knows: from a file to another.
const UNBROTLI: &str = "\
const { createReadStream, createWriteStream } = require('node:fs');
const { pipeline } = require('node:stream');
const { createBrotliDecompress } = require('node:zlib');
const [from, to] = process.argv.slice(1);
pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to), (error) => {
  if (error) throw error;
});";

/// Starts the program with the libraries and the font beside it, wherever the folder lies.
const LAUNCHER: &str = r#"#!/bin/sh
lib="$(cd "$(dirname "$0")/../lib" && pwd)"
exec env LD_LIBRARY_PATH="$lib" FONTCONFIG_FILE="$lib/fonts.conf" XDG_CACHE_HOME="$lib/cache" "$lib/chromium" "$@"
"#;

/// The packed font first, so that pictures are the same everywhere; the machine's own for what it lacks.
const FONTS: &str = r#"<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">Open_Sans</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"#;

/// A browser, and what the tests import.
#[derive(Debug)]
pub(crate) struct Browser {
    /// What to start.
    pub(crate) program: PathBuf,
    /// The folder that `node_modules` lies in.
    pub(crate) packages: PathBuf,
}

/// The browser.
pub(crate) fn browser(layout: &Layout) -> Result<Browser> {
    npm::check_node()?;
    let other = other()?;
    let name = format!("chromium-{CHROMIUM}-playwright-{PLAYWRIGHT}-axe-{AXE}");
    let packages = layout.tools().join(&name);
    let program = packages.join("bin/chromium");
    let works = |bin: &Path| has_driver(bin) && (other.is_some() || runs(&bin.join("chromium")));
    if !works(&packages.join("bin")) {
        let way: Way = if other.is_some() { driver_by_npm } else { browser_by_npm };
        unpack(layout, &name, "Chromium", &[way], works)?;
    }
    Ok(Browser { program: other.unwrap_or(program), packages })
}

/// The browser that is given, or has to be found because npm has none.
fn other() -> Result<Option<PathBuf>> {
    if let Some(given) = std::env::var_os(GIVEN) {
        let found = on_path(&given);
        let found = found.with_context(|| format!("{GIVEN} is {}, which does not run", given.display()))?;
        return Ok(Some(found));
    }
    if IS_PACKED {
        return Ok(None);
    }
    let found = NAMES.iter().find_map(|name| on_path(OsStr::new(name)));
    Ok(Some(found.with_context(|| format!("no Chromium or Chrome was found; name one by {GIVEN}"))?))
}

/// The file that a name stands for. One with a path of its own stands for itself.
fn on_path(name: &OsStr) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| runs(program))
}

fn has_driver(bin: &Path) -> bool {
    bin.parent().is_some_and(|folder| folder.join("node_modules/playwright-core/package.json").is_file())
}

/// A program that lacks a library ends before it can tell its version.
fn runs(program: &Path) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|told| told.status.success())
}

fn driver_by_npm(folder: &Path) -> Result<()> {
    npm::packages(folder, MANIFEST, LOCK)?;
    Ok(std::fs::create_dir(folder.join("bin"))?)
}

/// The package would unpack itself into the system's folder for temporary files, each time anew.
fn browser_by_npm(folder: &Path) -> Result<()> {
    driver_by_npm(folder)?;
    let (lib, package) = (folder.join("lib"), folder.join(PACKAGE));
    std::fs::create_dir(&lib)?;
    for name in PACKED {
        let (packed, plain) = (package.join(format!("{name}.br")), lib.join(name));
        step::output(Command::new("node").args(["--eval", UNBROTLI]).arg(&packed).arg(&plain))?;
        if name.ends_with(".tar") {
            let mut tar = Command::new("tar");
            tar.arg("-xf").arg(&plain).arg("-C").arg(&lib).args(["--strip-components=1", "--no-same-owner"]);
            step::must(&mut tar)?;
            std::fs::remove_file(plain)?;
        }
    }
    std::fs::remove_dir_all(package)?;
    std::fs::write(lib.join("fonts.conf"), FONTS)?;
    std::fs::write(folder.join("bin/chromium"), LAUNCHER)?;
    for program in [lib.join("chromium"), folder.join("bin/chromium")] {
        std::fs::set_permissions(program, PermissionsExt::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_has_the_names_of_the_versions_that_are_locked() {
        for (package, version) in
            [("@sparticuz/chromium", CHROMIUM), ("playwright-core", PLAYWRIGHT), ("axe-core", AXE)]
        {
            assert!(MANIFEST.contains(&format!("\"{package}\": \"{version}\"")), "{package}");
            let locked = format!("\"node_modules/{package}\": {{\n      \"version\": \"{version}\"");
            assert!(LOCK.contains(&locked), "{package}");
        }
    }
}
