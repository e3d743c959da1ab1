//! `down`: stops what runs here, whoever started it and however that launcher ended.

use std::time::Duration;

use anyhow::Result;
use rustix::process::Signal;

use crate::checkout::Layout;
use crate::lock::Lock;
use crate::state::{POSTGRES, State};
use crate::{aws, postgres, terminal, throwaway};

/// A launcher stops its three parts one after the other, each within ten seconds.
const LAUNCHER_PATIENCE: Duration = Duration::from_secs(40);

/// Stops everything, also a deployment at the emulator, and what test runs left that were killed.
pub(crate) fn run() -> Result<()> {
    let layout = Layout::open()?;
    let mut stopped = stop(&layout)?;
    stopped.extend(aws::stop(&layout)?);
    throwaway::sweep(&layout)?;
    terminal::say(&match stopped.as_slice() {
        [] => "Nothing runs.".to_owned(),
        names => format!("Stopped {}.", names.join(", ")),
    });
    Ok(())
}

/// Asks a launcher at work to end, then stops what it did not. Returns the names of what ran.
pub(crate) fn stop(layout: &Layout) -> Result<Vec<String>> {
    let state = State::load(&layout.root);
    let running = state.processes.iter().filter(|process| process.identity.is_running());
    let mut names: Vec<String> = running.map(|process| process.name.clone()).collect();
    if let Some(launcher) = &state.launcher {
        launcher.ask_and_wait(Signal::TERM, LAUNCHER_PATIENCE)?;
    }
    let _lock = Lock::take(&layout.lock_file(), LAUNCHER_PATIENCE)?;
    let mut state = State::load(&layout.root);
    for name in stop_leftovers(layout, &mut state)? {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    state.launcher = None;
    state.save(&layout.root)?;
    Ok(names)
}

/// Stops the processes of the state, and a Postgres on our data that was started but not written down yet.
pub(crate) fn stop_leftovers(layout: &Layout, state: &mut State) -> Result<Vec<String>> {
    let mut stopped = state.stop_all()?;
    if postgres::stop_leftover(&layout.data().join("postgres"))? {
        stopped.push(POSTGRES.to_owned());
    }
    state.save(&layout.root)?;
    Ok(stopped)
}
