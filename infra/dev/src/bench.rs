//! `bench`: the side-by-side benchmarks, on servers of their own that are set as in production.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::servers::Purpose;
use crate::step;
use crate::throwaway::Throwaway;

/// Every benchmark and the package it belongs to.
const BENCHES: [(&str, &str); 8] = [
    ("reads", "api-articles"),
    ("http", "neurmatic-platform"),
    ("cold-start", "neurmatic-platform"),
    ("login", "api-auth"),
    ("indexes", "neurmatic-indexes"),
    ("growth", "neurmatic-indexes"),
    ("policy", "neurmatic-platform"),
    ("purge", "neurmatic-platform"),
];

/// Runs one benchmark, or all in turn.
pub(crate) fn run(name: Option<&str>) -> Result<ExitCode> {
    let chosen: Vec<_> =
        BENCHES.into_iter().filter(|(bench, _)| name.is_none_or(|name| name == *bench)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = BENCHES.iter().map(|(bench, _)| *bench).collect();
        bail!("there is no benchmark `{}`; there are: {}", name.unwrap_or_default(), names.join(", "));
    }
    let layout = Layout::open()?;
    let mut servers = Throwaway::start(&layout, Purpose::Bench)?;
    for (bench, package) in chosen {
        let status = servers.run(cargo(&layout).args(["bench", "--package", package, "--bench", bench]))?;
        if !status.success() {
            return Ok(step::exit_code(status));
        }
    }
    Ok(ExitCode::SUCCESS)
}
