//! `tasks`: the queues of the platform that runs here, by command line. The words are the platform program's own.

use std::fs;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::binaries::Binaries;
use crate::checkout::Layout;
use crate::secrets::Secrets;
use crate::state::{PLATFORM, State};
use crate::{platform, step, terminal};

/// Does what the words say; of a task that is shown, also what the platform's log has of it.
pub(crate) fn run(words: &[String]) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let state = State::load(&layout.root);
    if state.running_database().is_none() {
        bail!("no database runs here; start the platform with `cargo dev up --detach`");
    }
    let binaries = Binaries::build(&layout, &[platform::PROGRAM])?;
    let mut command = binaries.command(&layout, platform::PROGRAM)?;
    command.arg("tasks").args(words);
    command.env("DATABASE_URL", platform::database(&state, &Secrets::open(&layout.root)?)?);
    let status = step::run(&mut command)?;
    if let ([what, id, ..], true) = (words, status.success())
        && what == "show"
    {
        show_records(&layout, id);
    }
    Ok(step::exit_code(status))
}

/// The records of a task's deliveries, as far as this run of the platform has written them.
fn show_records(layout: &Layout, id: &str) {
    let log = layout.log(PLATFORM);
    let text = fs::read(&log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let records: Vec<&str> = text.lines().filter(|line| line.contains(id)).collect();
    if !records.is_empty() {
        terminal::say(&format!("Its records in {}:", log.display()));
        records.into_iter().for_each(terminal::say);
    }
}
