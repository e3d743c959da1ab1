//! Generated data, loaded by the program `neurmatic-seed`.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::binaries::Binaries;
use crate::checkout::Layout;
use crate::state::State;
use crate::{migrate, postgres, secrets::Secrets, step, terminal};

/// The program that generates and loads.
pub(crate) const PROGRAM: &str = "neurmatic-seed";

const FIRST: &str = "demo";

/// Loads data of a size into the running database, migrated first.
pub(crate) fn run(size: Option<&str>) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let state = State::load(&layout.root);
    if state.running_database().is_none() {
        bail!(
            "no database runs here; start it with `cargo dev up --detach` or `cargo dev services --detach`"
        );
    }
    let binaries = Binaries::build(&layout, &["migrate", PROGRAM])?;
    let secrets = Secrets::open(&layout.root)?;
    migrate::bring_up(&layout, &binaries, &state, &secrets)?;
    load(&layout, &binaries, &state, size.unwrap_or(FIRST))?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the demo data into a database that we made and that has none yet. One whose URL was given is not ours to fill.
pub(crate) fn on_first_start(layout: &Layout, binaries: &Binaries, state: &State) -> Result<()> {
    if layout.seeded_marker().exists() || state.process(crate::state::POSTGRES).is_none() {
        return Ok(());
    }
    terminal::timed("Loading the demo data", || load(layout, binaries, state, FIRST))
}

fn load(layout: &Layout, binaries: &Binaries, state: &State, size: &str) -> Result<()> {
    let url =
        state.database_url.as_deref().with_context(|| format!("no database {} runs", postgres::DATABASE))?;
    let mut command = binaries.command(layout, PROGRAM)?;
    command.args(["--size", size]).arg("--logins").arg(layout.logins()).env("DATABASE_OWNER_URL", url);
    step::must(&mut command)?;
    std::fs::write(layout.seeded_marker(), format!("{{\"size\":\"{size}\"}}\n"))?;
    Ok(())
}
