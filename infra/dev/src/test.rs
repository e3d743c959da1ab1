//! `test`: every test of the workspace, or a part, with servers of its own.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::servers::Purpose;
use crate::throwaway::Throwaway;
use crate::{step, terminal};

/// Runs `cargo test` and passes on its exit status.
pub(crate) fn run(part: Option<&str>, rest: &[String]) -> Result<ExitCode> {
    let start = Instant::now();
    let layout = Layout::open()?;
    let mut tests = cargo(&layout);
    tests.arg("test");
    let status = match part {
        // Unit tests do no I/O: they need no servers.
        Some("unit") => step::run(tests.args(["--workspace", "--lib", "--bins", "--"]).args(rest))?,
        part => {
            match part {
                Some(package) => tests.args(["--package", package]),
                None => tests.arg("--workspace"),
            };
            // Some tests start the real programs, of other packages too.
            step::must(cargo(&layout).args(["build", "--workspace", "--bins"]))?;
            Throwaway::start(&layout, Purpose::Test)?.run(tests.arg("--").args(rest))?
        }
    };
    let outcome = if status.success() { "Passed" } else { "Failed" };
    terminal::complain(&format!("{outcome} in {}.", terminal::seconds(start.elapsed())));
    Ok(step::exit_code(status))
}
