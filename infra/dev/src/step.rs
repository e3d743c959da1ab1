//! Commands that run to their end: builds, migrations, tests. Ctrl-C stops them before the launcher goes on.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::interrupt;

const POLL: Duration = Duration::from_millis(20);

/// Runs a command whose output the user sees.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    wait(&mut spawn(command.stdin(Stdio::null()))?)
}

/// Runs a command that brings things in order before it ends: when the user asks for the end it is told so once, and waited for
/// however long it takes.
pub(crate) fn run_to_its_end(command: &mut Command) -> Result<ExitStatus> {
    let mut child = spawn(command.stdin(Stdio::null()))?;
    let mut is_told = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return if is_told && !status.success() {
                Err(interrupt::Interrupted.into())
            } else {
                Ok(status)
            };
        }
        if interrupt::requested() && !is_told {
            let _already_gone = kill_process_group(group(&child)?, Signal::INT);
            is_told = true;
        }
        std::thread::sleep(POLL);
    }
}

/// Runs a command that must succeed.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    let status = run(command)?;
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(())
}

/// Runs a command that must succeed, and returns what it writes to stdout; its stderr is in the error.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let status = wait(&mut child)?;
    if !status.success() {
        let said = stderr.join().unwrap_or_default();
        bail!("`{}` failed ({status}): {}", words(command), String::from_utf8_lossy(&said).trim());
    }
    Ok(stdout.join().unwrap_or_default())
}

/// The same with stderr for the user's eyes.
pub(crate) fn answer(command: &mut Command) -> Result<Vec<u8>> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    let stdout = reader(child.stdout.take());
    let status = wait(&mut child)?;
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(stdout.join().unwrap_or_default())
}

/// A pipe is read beside the waiting: a full one would stop its writer.
fn reader(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What a killed command wrote before is all there is.
        let _cut_short = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        bytes
    })
}

/// Starts a command in a group of its own, which [`wait`] stops as a whole.
pub(crate) fn spawn(command: &mut Command) -> Result<Child> {
    command.process_group(0);
    command.spawn().with_context(|| format!("cannot run `{}`", words(command)))
}

/// Waits for the end of a command; when the user asks for the end, passes that on to its whole group.
pub(crate) fn wait(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if interrupt::requested() {
            end(child)?;
            return Err(interrupt::Interrupted.into());
        }
        std::thread::sleep(POLL);
    }
}

/// The exit status of a command as our own.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn end(child: &mut Child) -> Result<()> {
    let group = group(child)?;
    for signal in [Signal::INT, Signal::TERM, Signal::KILL] {
        let _already_gone = kill_process_group(group, signal);
        let patience = Instant::now() + Duration::from_secs(3);
        while Instant::now() < patience {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(POLL);
        }
    }
    Ok(())
}

fn group(child: &Child) -> Result<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw).context("a process without a number")
}

fn words(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
