//! `release` and `roll-back`: of the packages, by a program of their own. The words are its own.

use std::process::ExitCode;

use anyhow::Result;

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::step;

/// The program of packages and releases.
pub(crate) const PROGRAM: &str = "neurmatic-release";

/// Does what the words say. Ctrl-C reaches it, and a shift has all the time that it needs to go back.
pub(crate) fn run(command: &str, words: &[String]) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let mut cargo = cargo(&layout);
    cargo.args(["run", "--quiet", "--package", PROGRAM, "--", command]).args(words);
    Ok(step::exit_code(step::run_to_its_end(&mut cargo)?))
}
