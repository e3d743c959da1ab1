//! What is built: the commit, whether anything was changed since, and a copy of it elsewhere.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::step;

/// A commit of the checkout.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// In full.
    pub(crate) id: String,
    /// Whether the checkout holds changes that it doesn't, files that git doesn't know among them.
    pub(crate) is_dirty: bool,
}

impl Commit {
    /// The commit that the checkout is at.
    pub(crate) fn of(checkout: &Path) -> Result<Self> {
        let id = git(checkout, &["rev-parse", "HEAD"])
            .context("packages are of a commit, and git knows none here")?;
        let changes = git(checkout, &["status", "--porcelain"])?;
        Ok(Self { id: id.trim().to_owned(), is_dirty: !changes.trim().is_empty() })
    }
}

/// Copies a commit's files into a fresh folder.
pub(crate) fn export(checkout: &Path, commit: &Commit, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let archive = folder.join("source.tar");
    let mut command = Command::new("git");
    command.args(["archive", "--format=tar", "--output"]).arg(&archive).arg(&commit.id).current_dir(checkout);
    step::output(&mut command)?;
    step::output(Command::new("tar").arg("-xf").arg(&archive).current_dir(folder))?;
    std::fs::remove_file(archive)?;
    Ok(())
}

fn git(checkout: &Path, arguments: &[&str]) -> Result<String> {
    let told = step::output(Command::new("git").args(arguments).current_dir(checkout))?;
    Ok(String::from_utf8(told)?)
}
