//! Processes that outlive the launcher: who they are, whether they still run, and how they end.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};
use serde::{Deserialize, Serialize};

/// How long a process may take to end when asked, before it is killed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

const POLL: Duration = Duration::from_millis(20);

/// A process that cannot be mistaken for a later one with the same number.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Identity {
    pub(crate) pid: u32,
    /// When it started, in the system's own words; only compared, never read.
    started: String,
}

impl Identity {
    /// The process that has this number now; `None` when there is none, or only one that has ended.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        Some(Self { pid, started: start_time(pid)? })
    }

    /// The launcher itself.
    pub(crate) fn own() -> Option<Self> {
        Self::of(std::process::id())
    }

    /// Whether exactly this process still runs.
    pub(crate) fn is_running(&self) -> bool {
        Self::of(self.pid).as_ref() == Some(self)
    }

    /// Asks the process to end and waits; after [`PATIENCE`] kills its whole group.
    pub(crate) fn stop(&self, how: Signal) -> Result<()> {
        let Some(pid) = self.to_pid().filter(|_| self.is_running()) else { return Ok(()) };
        kill_process(pid, how).with_context(|| format!("cannot stop process {}", self.pid))?;
        if self.ends_within(PATIENCE) {
            return Ok(());
        }
        let _no_group_of_its_own = kill_process_group(pid, Signal::KILL);
        if self.is_running() {
            kill_process(pid, Signal::KILL).with_context(|| format!("cannot kill process {}", self.pid))?;
        }
        if !self.ends_within(PATIENCE) {
            bail!("process {} survives even SIGKILL", self.pid);
        }
        Ok(())
    }

    /// The same for a leader with its group: what is left of the group when the leader has ended, is killed.
    pub(crate) fn stop_group(&self) -> Result<()> {
        let Some(pid) = self.to_pid().filter(|_| self.is_running()) else { return Ok(()) };
        kill_process_group(pid, Signal::TERM)
            .with_context(|| format!("cannot stop process group {}", self.pid))?;
        let _ended_or_not = self.ends_within(PATIENCE);
        let _nobody_left = kill_process_group(pid, Signal::KILL);
        if self.ends_within(PATIENCE) { Ok(()) } else { bail!("process {} survives even SIGKILL", self.pid) }
    }

    /// Asks the process to end and waits; after `patience` kills it, but not its group, which may not be its own.
    pub(crate) fn ask_and_wait(&self, how: Signal, patience: Duration) -> Result<()> {
        let Some(pid) = self.to_pid().filter(|_| self.is_running()) else { return Ok(()) };
        kill_process(pid, how).with_context(|| format!("cannot stop process {}", self.pid))?;
        if !self.ends_within(patience) {
            kill_process(pid, Signal::KILL).with_context(|| format!("cannot kill process {}", self.pid))?;
        }
        Ok(())
    }

    /// Waits for the end of the process.
    pub(crate) fn ends_within(&self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        while self.is_running() {
            if Instant::now() > end {
                return false;
            }
            std::thread::sleep(POLL);
        }
        true
    }

    fn to_pid(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.pid).ok()?)
    }
}

/// Starts a process in a group of its own, so that Ctrl-C reaches only the launcher, with its output in `log`.
/// The log of the run before is kept beside it as `<name>.previous.log`.
pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Child> {
    if log.exists() {
        std::fs::rename(log, log.with_extension("previous.log"))?;
    }
    let out = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command.process_group(0).stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
    command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))
}

/// Waits until a child just started is ready. Its death, or the end of `patience`, is an error with the log's end.
pub(crate) fn wait_until_ready(
    child: &mut Child,
    log: &Path,
    patience: Duration,
    mut is_ready: impl FnMut() -> bool,
) -> Result<()> {
    let end = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait()? {
            bail!("it ended at once ({status}); the end of {}:\n{}", log.display(), tail(log, 20));
        }
        if is_ready() {
            return Ok(());
        }
        if Instant::now() > end {
            let waited = patience.as_secs();
            bail!("it is not ready after {waited} s; the end of {}:\n{}", log.display(), tail(log, 20));
        }
        crate::interrupt::check()?;
        std::thread::sleep(POLL);
    }
}

/// The last lines of a log, indented.
pub(crate) fn tail(log: &Path, lines: usize) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<&str> = text.lines().collect();
    let last = all.get(all.len().saturating_sub(lines)..).unwrap_or_default();
    last.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// The words a running process was started with, joined by spaces.
pub(crate) fn command_line(pid: u32) -> Option<String> {
    if cfg!(target_os = "linux") {
        let words = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&words).replace('\0', " "));
    }
    ps("command=", pid)
}

/// The running processes of a program that have a folder as their working folder. Known on Linux only.
pub(crate) fn working_in(folder: &Path, program: &str) -> Vec<Identity> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let is_one = |entry: &Path| {
        let name = std::fs::read_to_string(entry.join("comm")).unwrap_or_default();
        name.trim() == program && std::fs::read_link(entry.join("cwd")).is_ok_and(|cwd| cwd == folder)
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.path());
    let found = entries.filter(|entry| is_one(entry));
    found.filter_map(|entry| Identity::of(entry.file_name()?.to_str()?.parse().ok()?)).collect()
}

/// Whether a process has this number, be it one that has ended and waits for its parent to notice.
pub(crate) fn number_is_taken(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(Errno::SRCH))
}

/// Linux: field 22 of `/proc/<pid>/stat` (ticks since boot) with the boot's id; elsewhere `ps`. `None` for a zombie.
fn start_time(pid: u32) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return ps("stat=,lstart=", pid).filter(|text| !text.starts_with('Z')).and_then(|text| {
            let (_state, started) = text.split_once(' ')?;
            Some(started.trim().to_owned())
        });
    }
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Some(format!("{}@{}", start_ticks(&stat)?, boot.trim()))
}

/// The name in brackets may hold spaces and brackets itself, so fields are counted from the last one.
fn start_ticks(stat: &str) -> Option<&str> {
    let (_name, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?;
    if matches!(state, "Z" | "X") { None } else { fields.nth(18) }
}

fn ps(columns: &str, pid: u32) -> Option<String> {
    let output = Command::new("ps").args(["-o", columns, "-p", &pid.to_string()]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_found_behind_a_name_with_brackets() {
        let stat = "17 (a) b (c)) S 1 17 17 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 1 0 777 1000 20";
        assert_eq!(start_ticks(stat), Some("777"));
    }

    #[test]
    fn a_zombie_does_not_run() {
        assert_eq!(start_ticks("17 (sh) Z 1 17 17 0 -1 0 1 0 0 0 1 2 3 4 20 0 1 0 777 0 0"), None);
    }

    #[test]
    fn another_start_time_is_another_process() {
        let own = Identity::own().unwrap();
        assert!(own.is_running());
        assert!(!Identity { started: "0@never".into(), ..own }.is_running());
    }
}
