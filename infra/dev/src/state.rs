//! What was started and where: `state.json` in the state folder. Written after every start, so that whoever comes
//! next can stop what a killed launcher left behind.

use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustix::process::Signal;
use serde::{Deserialize, Serialize};

use crate::process::Identity;

/// The parts in the order in which they start; they stop in the opposite one.
pub(crate) const POSTGRES: &str = "postgres";
/// See [`POSTGRES`].
pub(crate) const REDIS: &str = "redis";
/// See [`POSTGRES`]. The emulator of AWS.
pub(crate) const AWS: &str = "aws";
/// See [`POSTGRES`]. The mailbox and the CDN's interface beside functions at the emulator.
pub(crate) const STAND_INS: &str = "stand-ins";
/// See [`POSTGRES`].
pub(crate) const PLATFORM: &str = "platform";
/// See [`POSTGRES`].
pub(crate) const EDGE: &str = "edge";
/// The tests or benchmarks of a run on servers of their own: a whole group of processes.
pub(crate) const TESTS: &str = "tests";

/// The file's content.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct State {
    /// A launcher at work here: in the foreground, or still starting.
    pub(crate) launcher: Option<Identity>,
    pub(crate) processes: Vec<Process>,
    /// Superuser's URL of the project's database.
    pub(crate) database_url: Option<String>,
    pub(crate) redis_url: Option<String>,
    /// The ports of the last start by part; kept when all is down, so that addresses stay the same.
    pub(crate) ports: BTreeMap<String, u16>,
}

/// A started process.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Process {
    pub(crate) name: String,
    pub(crate) identity: Identity,
}

impl State {
    /// Reads the file; an absent or torn one is an empty state.
    pub(crate) fn load(root: &Path) -> Self {
        let text = std::fs::read_to_string(file(root)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Writes the file, whole or not at all, for the owner's eyes only: it holds passwords.
    pub(crate) fn save(&self, root: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        write_private(&file(root), &text)
    }

    /// The process of this name, running or not.
    pub(crate) fn process(&self, name: &str) -> Option<&Process> {
        self.processes.iter().find(|process| process.name == name)
    }

    /// Whether the process of this name runs.
    pub(crate) fn runs(&self, name: &str) -> bool {
        self.process(name).is_some_and(|process| process.identity.is_running())
    }

    /// Whether anything was started here and all of it still runs.
    pub(crate) fn is_whole(&self) -> bool {
        !self.processes.is_empty() && self.processes.iter().all(|process| process.identity.is_running())
    }

    /// Whether a launcher in the foreground was killed, so that nobody watches what it started.
    pub(crate) fn is_orphaned(&self) -> bool {
        self.launcher.as_ref().is_some_and(|launcher| !launcher.is_running())
    }

    /// The database's URL, unless it is our own server and that has ended.
    pub(crate) fn running_database(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|_| self.process(POSTGRES).is_none() || self.runs(POSTGRES))
    }

    /// The same for Redis.
    pub(crate) fn running_redis(&self) -> Option<&str> {
        self.redis_url.as_deref().filter(|_| self.process(REDIS).is_none() || self.runs(REDIS))
    }

    /// Adds what was just started, unless it has ended already.
    pub(crate) fn record(&mut self, name: &str, pid: u32) {
        let identity = Identity::of(pid);
        self.processes.extend(identity.map(|identity| Process { name: name.to_owned(), identity }));
    }

    /// Stops everything, the last started first, and forgets it. Returns the names of what was still running.
    pub(crate) fn stop_all(&mut self) -> Result<Vec<String>> {
        let mut stopped = Vec::new();
        while let Some(process) = self.processes.last() {
            if process.identity.is_running() {
                match process.name.as_str() {
                    // Postgres waits for its clients on SIGTERM; SIGINT is its fast shutdown.
                    POSTGRES => process.identity.stop(Signal::INT)?,
                    // The emulator's functions are processes of its group.
                    TESTS | AWS => process.identity.stop_group()?,
                    _ => process.identity.stop(Signal::TERM)?,
                }
                stopped.push(process.name.clone());
            }
            self.processes.pop();
        }
        self.database_url = None;
        self.redis_url = None;
        Ok(stopped)
    }
}

fn file(root: &Path) -> PathBuf {
    root.join("state.json")
}

/// Writes a file with mode 0600 by way of a new one, so that a reader sees the old or the new text.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<()> {
    let fresh = path.with_extension("writing");
    let mut options = std::fs::OpenOptions::new();
    let mut write = || -> std::io::Result<()> {
        let mut file = options.create(true).write(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        std::fs::rename(&fresh, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
