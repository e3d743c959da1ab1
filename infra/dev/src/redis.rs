//! A private Redis or Valkey, in memory only: what the platform keeps there may be lost at any time.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::Result;

use crate::{health, process};

const READY_WITHIN: Duration = Duration::from_secs(20);

/// A server program and its folder.
#[derive(Debug)]
pub(crate) struct Redis {
    /// `redis-server` or `valkey-server`.
    pub(crate) program: PathBuf,
    /// Its working folder.
    pub(crate) data: PathBuf,
}

impl Redis {
    /// Starts the server on a loopback port. [`wait_until_ready`](Self::wait_until_ready) comes next.
    pub(crate) fn start(&self, port: u16, log: &Path) -> Result<Child> {
        std::fs::create_dir_all(&self.data)?;
        let mut command = Command::new(&self.program);
        command.args([
            "--port",
            &port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
        ]);
        process::start(command.arg(&self.data), log)
    }

    /// Waits until the server answers.
    pub(crate) fn wait_until_ready(&self, server: &mut Child, port: u16, log: &Path) -> Result<()> {
        process::wait_until_ready(server, log, READY_WITHIN, || health::redis_answers(port))
    }
}
