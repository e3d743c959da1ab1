//! `load`: the load tests, on servers of their own that are set as in production.

use std::process::ExitCode;

use anyhow::Result;

use crate::binaries::cargo;
use crate::checkout::Layout;
use crate::edge::Edge;
use crate::servers::Purpose;
use crate::step;
use crate::throwaway::Throwaway;

/// Runs a scenario; the words are the load test's own.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let through_edge = words.iter().any(|word| word == "edge" || word == "outage");
    let edge = if through_edge { Edge::prepare(&layout)? } else { None };
    let mut servers = Throwaway::start(&layout, Purpose::Bench)?;
    let mut command = cargo(&layout);
    command.args(["run", "--quiet", "--release", "--package", "neurmatic-loadtests", "--"]).args(words);
    command.envs(edge.iter().map(Edge::variable));
    Ok(step::exit_code(servers.run(&mut command)?))
}
