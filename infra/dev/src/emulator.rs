//! An emulator of AWS's queues for tests, benchmarks and `--aws`. It needs Python with pip; where that is missing a line
//! says so, and the rest works without it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::checkout::{Layout, remove_folder};
use crate::install::{self, Emulated};
use crate::state::{AWS, State};
use crate::{health, interrupt, ports, process, terminal};

/// Says in a test run or a check that the emulator must be there.
const REQUIRED: &str = "NEURMATIC_AWS";

const READY_WITHIN: Duration = Duration::from_secs(30);

/// Answers as soon as it is ready.
const HEALTH_PATH: &str = "/_ministack/health";

/// Whose the queues are there. Any key is as good as another.
const ACCOUNT: &str = "000000000000";
const KEY: &str = "emulator";

/// An emulator that is there.
#[derive(Debug)]
pub(crate) struct Emulator(Emulated);

impl Emulator {
    /// Gets it. `None`, after a line that says why, where that can't be done.
    pub(crate) fn prepare(layout: &Layout) -> Result<Option<Self>> {
        match install::ministack(layout) {
            Ok(program) => Ok(Some(Self(program))),
            Err(error) if error.is::<interrupt::Interrupted>() => Err(error),
            Err(error) if std::env::var_os(REQUIRED).is_some_and(|value| value == "required") => {
                Err(error.context(format!("the emulator of AWS is needed here ({REQUIRED}=required)")))
            }
            Err(error) => {
                terminal::complain(&format!("The emulator of AWS is left out: {error:#}"));
                Ok(None)
            }
        }
    }

    /// The same for who can't do without it.
    pub(crate) fn needed(layout: &Layout) -> Result<Self> {
        install::ministack(layout).map(Self).context("an emulator of AWS is needed here")
    }

    /// Starts it on a free loopback port, and returns that.
    pub(crate) fn start(&self, layout: &Layout, state: &mut State) -> Result<u16> {
        let port = ports::pick(AWS, state.ports.get(AWS).copied())?;
        let log = layout.log(AWS);
        let unpacked = unpacked(layout);
        remove_folder(&unpacked)?;
        std::fs::create_dir_all(&unpacked)?;
        let mut command = Command::new(&self.0.path);
        // It would look for what the machine's owner uses at AWS.
        command
            .env("PYTHONPATH", &self.0.packages)
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("TMPDIR", &unpacked)
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", KEY)
            .env_remove("AWS_SESSION_TOKEN")
            .current_dir(&layout.root);
        terminal::timed("Starting the emulator of AWS", || {
            let mut child = process::start(&mut command, &log)?;
            state.record(AWS, child.id());
            state.ports.insert(AWS.to_owned(), port);
            state.save(&layout.root)?;
            let is_ready = || health::http_status(port, HEALTH_PATH) == Some(200);
            process::wait_until_ready(&mut child, &log, READY_WITHIN, is_ready)
        })?;
        Ok(port)
    }

    /// Where every service of it is.
    pub(crate) fn address(port: u16) -> String {
        format!("http://127.0.0.1:{port}")
    }

    /// Who may call it: anybody, but somebody.
    pub(crate) fn login() -> [(&'static str, &'static str); 2] {
        [("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", KEY)]
    }

    /// What stands before a queue's name in the queues' URLs.
    pub(crate) fn queues(port: u16) -> String {
        format!("http://127.0.0.1:{port}/{ACCOUNT}/neurmatic-")
    }
}

/// Where it unpacks the programs of functions. It leaves them there.
pub(crate) fn unpacked(layout: &Layout) -> PathBuf {
    layout.root.join("unpacked")
}
