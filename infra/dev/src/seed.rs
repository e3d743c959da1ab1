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

/// Loads data of a size into the running database, migrated first. Another size has to go before.
pub(crate) fn run(size: Option<&str>) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let state = State::load(&layout.root);
    if state.running_database().is_none() {
        bail!(
            "no database runs here; start it with `cargo dev up --detach` or `cargo dev services --detach`"
        );
    }
    let size = size.unwrap_or(FIRST);
    if let Some(other) = loaded(&layout).filter(|other| other != size) {
        bail!(
            "the {other} data are loaded; for {size}, call `cargo dev reset`, `cargo dev services --detach`, \
             `cargo dev seed --size {size}` and `cargo dev up`"
        );
    }
    let binaries = Binaries::build(&layout, &["migrate", PROGRAM])?;
    let secrets = Secrets::open(&layout.root)?;
    migrate::bring_up(&layout, &binaries, &state, &secrets)?;
    load(&layout, &binaries, &state, size)?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the demo data into a database that we made and that has none yet. One whose URL was given is not ours to fill.
pub(crate) fn on_first_start(layout: &Layout, binaries: &Binaries, state: &State) -> Result<()> {
    if loaded(layout).is_some() || state.process(crate::state::POSTGRES).is_none() {
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
    std::fs::write(layout.seeded_marker(), serde_json::json!({ "size": size }).to_string())?;
    Ok(())
}

/// The size that was loaded here, by what [`load`] left.
fn loaded(layout: &Layout) -> Option<String> {
    let text = std::fs::read_to_string(layout.seeded_marker()).ok()?;
    let marker: serde_json::Value = serde_json::from_str(&text).ok()?;
    marker.get("size")?.as_str().map(str::to_owned)
}
