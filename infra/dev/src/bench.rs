//! `bench`: the side-by-side benchmarks, on servers of their own that are set as in production.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::edge::Edge;
use crate::package;
use crate::servers::Purpose;
use crate::state::EDGE;
use crate::step;
use crate::throwaway::Throwaway;

/// Every benchmark and the package it belongs to.
const BENCHES: [(&str, &str); 21] = [
    ("reads", "api-articles"),
    ("http", "neurmatic-platform"),
    (LAMBDA, "neurmatic-platform"),
    ("login", "api-auth"),
    ("search", "api-search"),
    ("indexes", "neurmatic-indexes"),
    ("growth", "neurmatic-indexes"),
    ("memory", "neurmatic-platform"),
    ("stampede", "neurmatic-cache"),
    ("interleavings", "neurmatic-cache"),
    ("consistency", "neurmatic-cache"),
    ("invalidation", "neurmatic-cache"),
    ("lookup", "neurmatic-cache"),
    ("policy", "neurmatic-platform"),
    (EDGE, "neurmatic-edge"),
    ("purge", "neurmatic-platform"),
    ("incident", "tasks"),
    ("tasks-chaos", "tasks"),
    ("tasks-pace", "tasks"),
    ("tasks-upkeep", "tasks"),
    ("telemetry", "neurmatic-telemetry"),
];

/// The one that measures programs as they are deployed.
const LAMBDA: &str = "lambda";

/// Those that need the Worker on workerd.
const ON_WORKERD: [&str; 2] = [EDGE, "purge"];

/// Those that send tasks through queues, or metrics to CloudWatch.
const ON_AWS: [&str; 3] = ["tasks-chaos", "tasks-pace", "telemetry"];

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
    if chosen.iter().any(|(bench, _)| ON_AWS.contains(bench)) {
        servers = servers.with_emulator()?;
    }
    for (bench, package) in chosen {
        let mut command = cargo(&layout);
        command.args(["bench", "--package", package, "--bench", bench]);
        if ON_WORKERD.contains(&bench) {
            let Some(edge) = Edge::prepare(&layout)? else { continue };
            let (name, value) = edge.variable();
            command.env(name, value);
        }
        if bench == LAMBDA {
            let packages = package::with_least_program(&layout)?;
            command.env("LAMBDA_PROGRAMS", packages.programs).env("LAMBDA_PACKAGES", packages.zips);
        }
        let status = servers.run(&mut command)?;
        if !status.success() {
            return Ok(step::exit_code(status));
        }
    }
    Ok(ExitCode::SUCCESS)
}
