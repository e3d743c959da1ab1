//! Unpacks Debian or Ubuntu packages into a folder: no root needed, no cluster made, no service started.
//!
//! A program's missing shared libraries come along, and each program gets a small script in `bin/` that points it
//! to them, so that whoever runs it need not know.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::checkout::is_root;
use crate::step;

/// Postgres with its client programs.
pub(super) fn postgres(folder: &Path) -> Result<()> {
    unpack(folder, "postgresql", |package| {
        let version =
            package.strip_prefix("postgresql-").map(|rest| rest.strip_prefix("client-").unwrap_or(rest));
        version.is_some_and(|text| text.parse::<u32>().is_ok())
    })
}

/// Redis.
pub(super) fn redis(folder: &Path) -> Result<()> {
    unpack(folder, "redis-server", |package| matches!(package, "redis-server" | "redis-tools"))
}

/// Valkey, where Redis is too old or missing.
pub(super) fn valkey(folder: &Path) -> Result<()> {
    unpack(folder, "valkey-server", |package| matches!(package, "valkey-server" | "valkey-tools"))
}

/// With the system's package lists first; where they are missing or stale, with fresh ones of our own.
fn unpack(folder: &Path, root: &str, wanted: fn(&str) -> bool) -> Result<()> {
    let debs = folder.join("debs");
    std::fs::create_dir(&debs)?;
    if download(&debs, root, wanted, &[]).is_err() {
        crate::interrupt::check()?;
        let own = own_lists(folder)?;
        output(apt("apt-get", &own).arg("update"))?;
        download(&debs, root, wanted, &own)?;
    }
    let unpacked = folder.join("root");
    for deb in files(&debs)? {
        step::must(Command::new("dpkg-deb").arg("-x").arg(deb).arg(&unpacked))?;
    }
    crate::checkout::remove_folder(&debs)?;
    crate::checkout::remove_folder(&folder.join("apt"))?;
    write_scripts(folder)
}

fn download(debs: &Path, root: &str, wanted: fn(&str) -> bool, options: &[String]) -> Result<()> {
    let installed = installed()?;
    let missing = closure(root, options)?.into_iter().filter(|package| {
        wanted(package) || (is_needed_library(package) && !installed.contains(package.as_str()))
    });
    let packages: Vec<String> = missing.collect();
    if !packages.iter().any(|package| wanted(package)) {
        bail!("the package lists have no {root}");
    }
    output(apt("apt-get", options).args(["-q", "download"]).args(&packages).current_dir(debs))?;
    Ok(())
}

/// LLVM is only for compiling queries at run time, and larger than all the rest.
fn is_needed_library(package: &str) -> bool {
    package.starts_with("lib") && !package.starts_with("libllvm") && !package.ends_with("-perl")
}

/// A package with all it depends on.
fn closure(root: &str, options: &[String]) -> Result<BTreeSet<String>> {
    let skipped = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"];
    let mut command = apt("apt-cache", options);
    command.args(["depends", "--recurse"]).args(skipped.map(|relation| format!("--no-{relation}"))).arg(root);
    Ok(packages_in(&output(&mut command)?))
}

/// Package names stand at the start of a line; their relations are indented, virtual ones in angle brackets.
fn packages_in(listing: &str) -> BTreeSet<String> {
    let names =
        listing.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_alphanumeric()));
    names.filter(|name| !name.contains(':')).map(str::to_owned).collect()
}

fn installed() -> Result<BTreeSet<String>> {
    let listing = output(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Abbrev}|${Package}\\n"]))?;
    Ok(listing.lines().filter_map(|line| line.strip_prefix("ii |")).map(str::to_owned).collect())
}

fn own_lists(folder: &Path) -> Result<Vec<String>> {
    let lists = folder.join("apt/lists");
    let cache = folder.join("apt/cache");
    std::fs::create_dir_all(lists.join("partial"))?;
    std::fs::create_dir_all(cache.join("archives/partial"))?;
    Ok(vec![format!("-oDir::State::lists={}", lists.display()), format!("-oDir::Cache={}", cache.display())])
}

/// As root, apt would fetch as a user of its own, who cannot write to our folder.
fn apt(program: &str, options: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(options);
    if is_root() && program == "apt-get" {
        command.arg("-oAPT::Sandbox::User=root");
    }
    command
}

fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = step::output(command).with_context(|| format!("{program} cannot be used"))?;
    Ok(String::from_utf8(output)?)
}

/// One script for each program, relative to itself, so that the folder can be renamed.
fn write_scripts(folder: &Path) -> Result<()> {
    std::fs::create_dir(folder.join("bin"))?;
    let libraries = library_folders(&folder.join("root"))?;
    let path: Vec<String> =
        libraries.iter().map(|library| format!("$here/{}", relative(library, folder))).collect();
    for program in programs(&folder.join("root"))? {
        let name = program.file_name().context("a program without a name")?;
        let script = format!(
            "#!/bin/sh\nhere=$(cd \"$(dirname \"$0\")/..\" && pwd)\n\
             LD_LIBRARY_PATH=\"{}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\" exec \"$here/{}\" \"$@\"\n",
            path.join(":"),
            relative(&program, folder)
        );
        let file = folder.join("bin").join(name);
        std::fs::write(&file, script)?;
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755))?;
    }
    Ok(())
}

/// `usr/bin` and `usr/lib/postgresql/<version>/bin`.
fn programs(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = files(&root.join("usr/bin"))?;
    for version in files(&root.join("usr/lib/postgresql"))? {
        found.extend(files(&version.join("bin"))?);
    }
    Ok(found)
}

/// The folders with the libraries themselves: `lib` and `usr/lib` with the machine's name.
fn library_folders(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for parent in ["usr/lib", "lib"] {
        let inside = files(&root.join(parent))?;
        found.extend(
            inside
                .into_iter()
                .filter(|folder| folder.is_dir() && folder.to_string_lossy().contains("-linux-")),
        );
    }
    Ok(found)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries: std::io::Result<Vec<_>> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    Ok(entries?)
}

fn relative(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_of_relations_yields_the_packages_of_this_machine() {
        let listing = "redis-server\n  Depends: redis-tools\n    other\n<awk>\nlibjemalloc2\nlibc6:i386\n";
        assert_eq!(packages_in(listing).into_iter().collect::<Vec<_>>(), ["libjemalloc2", "redis-server"]);
    }
}
