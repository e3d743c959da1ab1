//! `lint`: formatting, clippy, the migrations and Terraform, all told even when the first finds something. By name also what
//! crates of others say of themselves, which changes with the lock file only.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::args::Linted;
use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::{install, interrupt, step, terminal};

/// Checks the whole workspace, or a part alone.
pub(crate) fn run(part: Linted) -> Result<ExitCode> {
    let layout = Layout::open()?;
    if part == Linted::Dependencies {
        return lint_dependencies(&layout);
    }
    let mut outcomes = Vec::new();
    if part != Linted::Terraform {
        outcomes.push(lint_migrations(&layout)?);
    }
    if part != Linted::Migrations {
        outcomes.push(lint_terraform(&layout)?);
    }
    if part == Linted::All {
        outcomes.push(step::exit_code(step::run(cargo(&layout).args(["fmt", "--all", "--check"]))?));
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        outcomes.push(step::exit_code(step::run(cargo(&layout).args(clippy))?));
    }
    Ok(outcomes.into_iter().find(|outcome| *outcome != ExitCode::SUCCESS).unwrap_or(ExitCode::SUCCESS))
}

/// Runs cargo-deny by `deny.toml`. Advisories are left out: they change by the day, without any change of ours.
fn lint_dependencies(layout: &Layout) -> Result<ExitCode> {
    let mut command = Command::new(install::deny(layout)?);
    command.args(["check", "licenses", "bans", "sources"]).current_dir(&layout.checkout);
    Ok(step::exit_code(step::run(&mut command)?))
}

/// Runs checkov, which knows what is open, unencrypted or allowed too much. What it says that is meant so is answered beside
/// it in the sources. Where it can't be had, a line says so.
fn lint_terraform(layout: &Layout) -> Result<ExitCode> {
    let mut checkov = match install::checkov(layout) {
        Ok(checkov) => checkov,
        Err(error) if error.is::<interrupt::Interrupted>() => return Err(error),
        Err(error) => {
            terminal::complain(&format!("Terraform is not linted: {error:#}"));
            return Ok(ExitCode::SUCCESS);
        }
    };
    let what = ["--directory", "infra/aws", "--framework", "terraform"];
    let how = ["--skip-download", "--quiet", "--compact"];
    Ok(step::exit_code(step::run(checkov.args(what).args(how).current_dir(&layout.checkout))?))
}

/// Runs squawk, which knows what locks a table or breaks the code that still runs. Where it can't be had, a line says so.
fn lint_migrations(layout: &Layout) -> Result<ExitCode> {
    let program = match install::squawk(layout) {
        Ok(program) => program,
        Err(error) if error.is::<interrupt::Interrupted>() => return Err(error),
        Err(error) => {
            terminal::complain(&format!("The migrations are not linted: {error:#}"));
            return Ok(ExitCode::SUCCESS);
        }
    };
    let folder = std::fs::read_dir(layout.checkout.join("migrations"))?;
    let mut files: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".up.sql"));
    files.sort();
    let mut outcome = ExitCode::SUCCESS;
    // What may only run outside of a transaction is linted as that.
    for (files, mode) in [
        (with_transaction(&files, true)?, "--assume-in-transaction"),
        (with_transaction(&files, false)?, "--no-assume-in-transaction"),
    ] {
        let mut command = Command::new(&program);
        command.arg(mode).args(files).current_dir(&layout.checkout);
        let status = step::exit_code(step::run(&mut command)?);
        if status != ExitCode::SUCCESS {
            outcome = status;
        }
    }
    Ok(outcome)
}

/// The files that the migrator runs in a transaction, or the others.
fn with_transaction(files: &[PathBuf], wanted: bool) -> Result<Vec<&PathBuf>> {
    let mut chosen = Vec::new();
    for file in files {
        if std::fs::read_to_string(file)?.starts_with("-- no-transaction") != wanted {
            chosen.push(file);
        }
    }
    Ok(chosen)
}
