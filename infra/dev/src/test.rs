//! `test`: every test of the workspace, or a part, with servers of its own.

use std::process::{Command, ExitCode, ExitStatus};
use std::time::Instant;

use anyhow::Result;

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::edge::Edge;
use crate::servers::Purpose;
use crate::terraform::Terraform;
use crate::throwaway::Throwaway;
use crate::{browser, step, terminal};

/// The package of the tests in a browser, and their suite.
const PLATFORM: &str = "neurmatic-platform";
const BROWSER: [&str; 4] = ["--package", PLATFORM, "--test", "browser"];

/// The test that writes the pictures, and what tells it to.
const PICTURES: &str = "pictures_are_taken";
const WRITE_PICTURES: &str = "NEURMATIC_PICTURES";

/// All tests but those in documentation, of which there are none: looking for them takes a start of rustdoc for each crate.
const TESTS: &str = "--tests";

/// Runs `cargo test` and passes on its exit status.
pub(crate) fn run(part: Option<&str>, rest: &[String]) -> Result<ExitCode> {
    let start = Instant::now();
    let layout = Layout::open()?;
    let mut tests = cargo(&layout);
    tests.arg("test");
    let status = match part {
        // Unit tests do no I/O: they need no servers.
        Some("unit") => step::run(tests.args(["--workspace", "--lib", "--bins", "--"]).args(rest))?,
        // Nor does Terraform, whose tests have AWS's answers made up.
        Some("terraform") => Terraform::find(&layout)?.test()?,
        Some("neurmatic-edge") => {
            with_edge(&layout, &mut tests)?;
            on_servers(&layout, tests.args(["--package", "neurmatic-edge", TESTS, "--"]).args(rest))?
        }
        Some("browser") => {
            browser::offer(&layout, &mut tests)?;
            on_servers(&layout, tests.args(BROWSER).arg("--").args(rest))?
        }
        Some(PLATFORM) => {
            browser::offer(&layout, &mut tests)?;
            on_servers(&layout, tests.args(["--package", PLATFORM, TESTS, "--"]).args(rest))?
        }
        Some(package) => on_servers(&layout, tests.args(["--package", package, TESTS, "--"]).args(rest))?,
        None => {
            // Some tests start the programs of other packages, which cargo builds only when told to.
            step::must(cargo(&layout).args(["build", "--workspace", "--bins"]))?;
            with_edge(&layout, &mut tests)?;
            browser::offer(&layout, &mut tests)?;
            let tested = on_servers(&layout, tests.args(["--workspace", TESTS, "--"]).args(rest))?;
            with_terraform(&layout, tested)?
        }
    };
    let outcome = if status.success() { "Passed" } else { "Failed" };
    terminal::complain(&format!("{outcome} in {}.", terminal::seconds(start.elapsed())));
    Ok(step::exit_code(status))
}

/// `pictures`: those of the dashboard, written anew into the documents.
pub(crate) fn pictures() -> Result<ExitCode> {
    let layout = Layout::open()?;
    let mut tests = cargo(&layout);
    browser::need(&layout, &mut tests)?;
    tests.arg("test").args(BROWSER).args(["--", PICTURES]).env(WRITE_PICTURES, "1");
    Ok(step::exit_code(on_servers(&layout, &mut tests)?))
}

/// The edge's tests run on what they find in the environment, and say so where there is nothing.
fn with_edge(layout: &Layout, tests: &mut Command) -> Result<()> {
    if let Some(edge) = Edge::prepare(layout)? {
        let (name, value) = edge.variable();
        tests.env(name, value);
    }
    Ok(())
}

/// Terraform's tests after the others, where it is; the first failure is what counts.
fn with_terraform(layout: &Layout, tested: ExitStatus) -> Result<ExitStatus> {
    let Some(terraform) = Terraform::prepare(layout)? else { return Ok(tested) };
    let outcome = terraform.test()?;
    Ok(if tested.success() { outcome } else { tested })
}

fn on_servers(layout: &Layout, tests: &mut Command) -> Result<ExitStatus> {
    Throwaway::start(layout, Purpose::Test)?.with_emulator()?.run(tests)
}
