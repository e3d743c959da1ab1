//! A state folder of its own for one test, and the real `cargo dev` program working in it.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Dropping it stops what runs in it and removes the folder.
pub(crate) struct Sandbox {
    pub(crate) root: PathBuf,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let parent = std::env::var_os("TEST_STATE_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let root = parent.join(format!("neurmatic-dev-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        Self { root }
    }

    /// `cargo dev <words>`, free of the settings of whoever runs the tests, but for the programs `cargo dev test` found.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_neurmatic-dev"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("NEURMATIC_") {
                command.env_remove(name);
            }
        }
        let found = [
            ("TEST_POSTGRES_BIN", "NEURMATIC_POSTGRES_BIN"),
            ("TEST_REDIS_SERVER", "NEURMATIC_REDIS_SERVER"),
        ];
        for (ours, theirs) in found {
            command.envs(std::env::var_os(ours).map(|value| (theirs, value)));
        }
        command.args(words.split_whitespace()).env("NEURMATIC_STATE_DIR", &self.root).stdin(Stdio::null());
        command
    }

    /// Runs it to its end, whatever that is.
    pub(crate) fn run(&self, words: &str) -> Output {
        self.command(words).output().unwrap()
    }

    /// Runs it to a good end and returns what it printed.
    pub(crate) fn must(&self, words: &str) -> String {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`cargo dev {words}` failed: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn status(&self) -> Value {
        serde_json::from_str(&self.must("status --json")).unwrap()
    }

    /// The number of a part's process, as the status tells it.
    pub(crate) fn pid(&self, part: &str) -> u32 {
        let status = self.status();
        let parts = status["processes"].as_array().unwrap();
        let found = parts.iter().find(|process| process["name"] == part);
        let pid =
            found.unwrap_or_else(|| panic!("{part} was not started: {status}"))["pid"].as_u64().unwrap();
        u32::try_from(pid).unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for words in ["down", "reset"] {
            let _best_effort = self.run(words);
        }
        let _best_effort = std::fs::remove_dir_all(&self.root);
    }
}

/// Whether a process runs; one that has ended and waits for its parent does not.
pub(crate) fn runs(pid: u32) -> bool {
    let state = if cfg!(target_os = "linux") {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").map(|(_name, state)| state.to_owned()).unwrap_or_default()
    } else {
        let output = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    !state.is_empty() && !state.starts_with('Z')
}

/// Waits for a state, a minute at most.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < end, "waited a minute in vain until {what}");
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// Sends a signal.
pub(crate) fn signal(signal: Signal, pid: u32) {
    kill_process(Pid::from_raw(pid.try_into().unwrap()).unwrap(), signal).unwrap();
}

/// A launcher in the foreground.
pub(crate) struct Foreground(pub(crate) Child);

impl Foreground {
    /// Starts it and waits until the status shows both servers.
    pub(crate) fn services(sandbox: &Sandbox) -> Self {
        std::fs::create_dir_all(&sandbox.root).unwrap();
        let said = sandbox.root.join("said");
        let out = std::fs::File::create(&said).unwrap();
        let mut child = sandbox.command("services").stdout(Stdio::null()).stderr(out).spawn().unwrap();
        wait_until("both servers run", || {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {}", std::fs::read_to_string(&said).unwrap());
            let urls = &sandbox.status()["urls"];
            urls["database"].is_string() && urls["redis"].is_string()
        });
        Self(child)
    }

    /// Ends it without a chance to clean up.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
