//! Finds Postgres ≥ 15 and Redis or Valkey ≥ 7 on this machine, else unpacks them into the checkout's `.dev/tools`, and
//! there the linters of migrations, of Terraform and of dependencies, the generator of requests, the emulator of AWS, what links
//! programs for Lambda, what the edge is built with and runs on, and the browser of the dashboard's tests.
//!
//! Nothing is installed into the system, and no right to do so is needed; the machine's own servers are not touched,
//! only their programs are used.

mod cargo;
mod checkov;
mod chromium;
mod debian;
mod deny;
mod ministack;
mod npm;
mod schemathesis;
mod squawk;
mod version;
mod wasm_bindgen;
mod workerd;
mod zigbuild;

pub(crate) use checkov::checkov;
pub(crate) use chromium::{Browser, browser};
pub(crate) use deny::deny;
pub(crate) use ministack::{Program as Emulated, ministack};
pub(crate) use schemathesis::schemathesis;
pub(crate) use squawk::squawk;
pub(crate) use wasm_bindgen::wasm_bindgen;
pub(crate) use workerd::workerd;
pub(crate) use zigbuild::{Zigbuild, zigbuild};

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::checkout::{Layout, make_server_folder, reachable_by_servers};
use crate::terminal;

/// The oldest version of Postgres that will do.
pub(crate) const POSTGRES_MAJOR: u32 = 15;
/// The oldest version of Redis or Valkey that will do.
pub(crate) const REDIS_MAJOR: u32 = 7;

/// The folder of Postgres's programs.
pub(crate) fn postgres(layout: &Layout) -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("NEURMATIC_POSTGRES_BIN") {
        let folder = PathBuf::from(given);
        if usable_postgres(&folder) {
            return Ok(folder);
        }
        bail!(
            "NEURMATIC_POSTGRES_BIN is {}, but no usable Postgres {POSTGRES_MAJOR} or newer is there",
            folder.display()
        );
    }
    let unpacked = layout.tools().join("postgres/bin");
    let mut folders = postgres_folders();
    folders.push(unpacked.clone());
    if let Some(found) = folders.into_iter().find(|folder| usable_postgres(folder)) {
        return Ok(found);
    }
    unpack(layout, "postgres", "Postgres", &[debian::postgres, npm::postgres], |folder| {
        usable_postgres(folder)
    })?;
    Ok(unpacked)
}

/// The Redis or Valkey server program.
pub(crate) fn redis(layout: &Layout) -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("NEURMATIC_REDIS_SERVER") {
        let program = PathBuf::from(given);
        if usable_redis(&program) {
            return Ok(program);
        }
        bail!(
            "NEURMATIC_REDIS_SERVER is {}, but that is no Redis or Valkey {REDIS_MAJOR} or newer",
            program.display()
        );
    }
    let unpacked = layout.tools().join("redis/bin");
    let mut folders: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    folders.extend(["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map(PathBuf::from));
    folders.push(unpacked.clone());
    let in_folder = |folder: &Path| {
        ["redis-server", "valkey-server"].map(|name| folder.join(name)).into_iter().find(|p| usable_redis(p))
    };
    if let Some(found) = folders.iter().find_map(|folder| in_folder(folder)) {
        return Ok(found);
    }
    unpack(layout, "redis", "Redis", &[debian::redis, debian::valkey], |folder| in_folder(folder).is_some())?;
    in_folder(&unpacked).ok_or_else(|| anyhow::anyhow!("{} went away", unpacked.display()))
}

/// The major version of the Postgres in a folder.
pub(crate) fn postgres_major(folder: &Path) -> Option<u32> {
    version::told_by(Command::new(folder.join("postgres")).arg("--version"), version::postgres)
}

fn usable_postgres(folder: &Path) -> bool {
    folder.join("initdb").is_file()
        && reachable_by_servers(folder)
        && postgres_major(folder).is_some_and(|major| major >= POSTGRES_MAJOR)
}

fn usable_redis(program: &Path) -> bool {
    program.is_file()
        && version::told_by(Command::new(program).arg("--version"), version::redis)
            .is_some_and(|v| v >= REDIS_MAJOR)
}

/// Where the systems keep Postgres, the newest first.
fn postgres_folders() -> Vec<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told =
        told.and_then(|output| String::from_utf8(output.stdout).ok()).map(|text| PathBuf::from(text.trim()));
    let mut by_version: Vec<(u32, PathBuf)> = Vec::new();
    let places = [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
    ];
    for (parent, prefix) in places {
        for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(major) = name.strip_prefix(prefix).and_then(|rest| rest.parse().ok()) {
                by_version.push((major, entry.path().join("bin")));
            }
        }
    }
    by_version.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    told.into_iter().chain(by_version.into_iter().map(|(_, folder)| folder)).collect()
}

/// A way to get a program: fills the folder it is given, so that `bin/` holds what runs.
type Way = fn(&Path) -> Result<()>;

/// Tries the ways in turn, in a fresh folder that takes its final name only when it works.
fn unpack(
    layout: &Layout,
    name: &str,
    title: &str,
    ways: &[Way],
    works: impl Fn(&Path) -> bool,
) -> Result<()> {
    let tools = layout.tools();
    make_server_folder(&tools)?;
    // Two launchers of one checkout (a start and a test) may both miss the same program.
    let _one_at_a_time = crate::lock::Lock::take(&tools.join("lock"), std::time::Duration::from_secs(300))?;
    if works(&tools.join(name).join("bin")) {
        return Ok(());
    }
    let mut reasons = Vec::new();
    for way in ways {
        let fresh = tools.join(format!("{name}.new"));
        crate::checkout::remove_folder(&fresh)?;
        std::fs::create_dir(&fresh)?;
        let title = format!("Unpacking {title} into {}", tools.display());
        match terminal::timed(&title, || way(&fresh)) {
            Ok(()) if works(&fresh.join("bin")) => {
                crate::checkout::remove_folder(&tools.join(name))?;
                return Ok(std::fs::rename(&fresh, tools.join(name))?);
            }
            Ok(()) => reasons.push("what was unpacked does not run here or is too old".to_owned()),
            Err(error) if error.is::<crate::interrupt::Interrupted>() => return Err(error),
            Err(error) => reasons.push(format!("{error:#}")),
        }
        crate::checkout::remove_folder(&fresh)?;
    }
    bail!("no {title} was found, and none could be unpacked ({}); {}", reasons.join("; "), by_hand(name))
}

/// The one command to type where nothing else works.
fn by_hand(name: &str) -> String {
    if ["checkov", "squawk", "schemathesis", "ministack", "zigbuild"]
        .iter()
        .any(|package| name.starts_with(package))
    {
        return "it needs Python 3 with pip, and its package index".to_owned();
    }
    if name.starts_with("workerd") {
        return "it needs npm, and its registry".to_owned();
    }
    if name.starts_with("chromium") {
        return "it needs npm, and its registry; or name a browser by NEURMATIC_CHROMIUM".to_owned();
    }
    if name.starts_with("wasm-bindgen") || name.starts_with("cargo-deny") {
        return "it needs cargo's registry".to_owned();
    }
    let managers = [
        ("apt-get", "sudo apt-get install", "postgresql", "redis-server"),
        ("dnf", "sudo dnf install", "postgresql-server", "valkey"),
        ("apk", "sudo apk add", "postgresql", "redis"),
        ("pacman", "sudo pacman -S", "postgresql", "valkey"),
        ("brew", "brew install", "postgresql@17", "redis"),
    ];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    match managers.into_iter().find(|(program, ..)| here(program)) {
        Some((_, install, postgres, _)) if name == "postgres" => {
            format!("install it by:  {install} {postgres}")
        }
        Some((_, install, _, redis)) => format!("install it by:  {install} {redis}"),
        None => format!(
            "install it, or name an unpacked one by {}",
            if name == "postgres" { "NEURMATIC_POSTGRES_BIN" } else { "NEURMATIC_REDIS_SERVER" }
        ),
    }
}
