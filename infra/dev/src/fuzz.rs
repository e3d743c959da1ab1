//! `fuzz`: generated requests over the OpenAPI document, on servers of their own.

use std::process::ExitCode;

use anyhow::Result;

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::servers::Purpose;
use crate::throwaway::Throwaway;
use crate::{install, step};

/// Runs schemathesis against a platform of its own; the words are the fuzz's own.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let program = install::schemathesis(&layout)?;
    let mut servers = Throwaway::start(&layout, Purpose::Test)?;
    let mut command = cargo(&layout);
    command.args(["run", "--quiet", "--package", "neurmatic-loadtests", "--", "fuzz"]).args(words);
    command.env("SCHEMATHESIS", &program.path).env("PYTHONPATH", &program.packages);
    Ok(step::exit_code(servers.run(&mut command)?))
}
