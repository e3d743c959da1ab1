//! Servers for one test or benchmark run, in a folder of their own that goes with them.

use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::checkout::{Layout, remove_folder};
use crate::emulator::Emulator;
use crate::lock::Lock;
use crate::postgres::DATABASE;
use crate::secrets::Secrets;
use crate::servers::{self, Purpose};
use crate::state::{State, TESTS};
use crate::{down, install, step, terminal};

const PREFIX: &str = "run-";

/// Tests of the launcher keep their state folders here, so that even those of a killed run are found.
const STATES: &str = "states";

/// Running servers; dropping this stops them and removes their data.
#[derive(Debug)]
pub(crate) struct Throwaway {
    layout: Layout,
    state: State,
    emulator: Option<u16>,
    _alive: Lock,
}

impl Throwaway {
    /// Starts both servers, after removing what killed runs left.
    pub(crate) fn start(outer: &Layout, purpose: Purpose) -> Result<Self> {
        outer.check_disk()?;
        let (layout, alive) = {
            // A run's folder without a holder of its lock is taken for a dead one's.
            let _registry = registry(outer)?;
            sweep_registered(outer)?;
            let layout = outer.inner(&format!("{PREFIX}{}", std::process::id()))?;
            let alive = Lock::take(&layout.lock_file(), Duration::ZERO)?;
            (layout, alive)
        };
        let mut throwaway = Self { layout, state: State::default(), emulator: None, _alive: alive };
        let secrets = Secrets::open(&throwaway.layout.root)?;
        servers::start(&throwaway.layout, purpose, &mut throwaway.state, &secrets)?;
        Ok(throwaway)
    }

    /// Starts the emulator of AWS beside them, where it can be had.
    pub(crate) fn with_emulator(mut self) -> Result<Self> {
        if let Some(emulator) = Emulator::prepare(&self.layout)? {
            self.emulator = Some(emulator.start(&self.layout, &mut self.state)?);
        }
        Ok(self)
    }

    /// Runs a command on these servers. It is in the state like them: were the launcher killed, it would go on.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<ExitStatus> {
        let mut child = step::spawn(command.envs(self.environment()?).stdin(Stdio::null()))?;
        self.state.record(TESTS, child.id());
        self.state.save(&self.layout.root)?;
        let ended = step::wait(&mut child);
        self.state.processes.retain(|process| process.name != TESTS);
        self.state.save(&self.layout.root)?;
        ended
    }

    /// The variables that tests and benchmarks read.
    fn environment(&self) -> Result<Vec<(&'static str, String)>> {
        let database = self.state.database_url.as_deref().context("no Postgres")?;
        let server = database.strip_suffix(DATABASE).context("an unknown database")?;
        let mut environment = vec![
            ("TEST_DATABASE_URL", format!("{server}postgres")),
            ("TEST_REDIS_URL", self.state.redis_url.clone().context("no Redis")?),
            ("TEST_STATE_DIR", self.layout.root.join(STATES).display().to_string()),
            ("TEST_POSTGRES_BIN", install::postgres(&self.layout)?.display().to_string()),
            ("TEST_REDIS_SERVER", install::redis(&self.layout)?.display().to_string()),
        ];
        environment.extend(self.emulator.map(|port| ("TEST_SQS_URL", format!("127.0.0.1:{port}"))));
        Ok(environment)
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.layout) {
            terminal::complain(&format!("left behind, to be removed by the next run: {error:#}"));
        }
    }
}

/// Stops and removes what killed runs left.
pub(crate) fn sweep(outer: &Layout) -> Result<()> {
    let _registry = registry(outer)?;
    sweep_registered(outer)
}

fn registry(outer: &Layout) -> Result<Lock> {
    Lock::take(&outer.root.join("runs.lock"), Duration::from_secs(60))
}

fn sweep_registered(outer: &Layout) -> Result<()> {
    for entry in std::fs::read_dir(&outer.root)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(PREFIX) || !entry.path().is_dir() {
            continue;
        }
        let layout = outer.inner(&name)?;
        if let Some(_nobody_else) = Lock::try_take(&layout.lock_file())? {
            remove(&layout)?;
        }
    }
    Ok(())
}

fn remove(layout: &Layout) -> Result<()> {
    down::stop_leftovers(layout, &mut State::load(&layout.root))?;
    for entry in std::fs::read_dir(layout.root.join(STATES)).into_iter().flatten().flatten() {
        let inner = layout.inner(STATES)?.inner(&entry.file_name().to_string_lossy())?;
        down::stop(&inner)?;
        inner.remove_data()?;
    }
    layout.remove_data()?;
    remove_folder(&layout.root)
}
