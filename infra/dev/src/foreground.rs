//! The foreground of `up`: a status line until Ctrl-C, and a word when a part ends.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::checkout::Layout;
use crate::state::State;
use crate::status::Report;
use crate::{interrupt, process, terminal};

const EVERY: Duration = Duration::from_millis(250);

/// Prints where everything is, then watches until the user asks for the end. A part that ends is told, not restarted:
/// a developer wants to see that, and why.
pub(crate) fn watch(layout: &Layout, state: &State) -> Result<()> {
    Report::of(layout).print();
    terminal::say("Ctrl-C stops everything.");
    let start = Instant::now();
    let mut ended = BTreeSet::new();
    while !interrupt::requested() {
        for process in &state.processes {
            if !process.identity.is_running() && ended.insert(process.name.as_str()) {
                clear_line();
                let log = process::tail(&layout.log(&process.name), 20);
                terminal::complain(&format!("{} has ended; the end of its log:\n{log}", process.name));
                terminal::complain("The rest keeps running; Ctrl-C and a new `cargo dev` start all anew.");
            }
        }
        if terminal::is_live() {
            terminal::rewrite(&line(state, &ended, start.elapsed()));
        }
        std::thread::sleep(EVERY);
    }
    clear_line();
    terminal::complain("Stopping.");
    Ok(())
}

fn line(state: &State, ended: &BTreeSet<&str>, uptime: Duration) -> String {
    let secs = uptime.as_secs();
    let time = format!("{}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60);
    let part = |name: &str| format!("{name} {}", if ended.contains(name) { "ENDED" } else { "runs" });
    let parts: Vec<String> = state.processes.iter().map(|process| part(&process.name)).collect();
    format!("up {time} · {}", parts.join(" · "))
}

fn clear_line() {
    if terminal::is_live() {
        terminal::rewrite("");
    }
}
