//! `lint`: formatting and clippy, both told even when the first finds something.

use std::process::ExitCode;

use anyhow::Result;

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::step;

/// Checks the whole workspace.
pub(crate) fn run() -> Result<ExitCode> {
    let layout = Layout::open()?;
    let format = step::run(cargo(&layout).args(["fmt", "--all", "--check"]))?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    let clippy = step::run(cargo(&layout).args(clippy))?;
    Ok(step::exit_code(if format.success() { clippy } else { format }))
}
