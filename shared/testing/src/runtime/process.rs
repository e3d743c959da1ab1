//! A function's process, with a clean environment, and what it writes.

use std::future::ready;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use neurmatic_config::Env;
use rustix::process::{Pid, Signal, kill_process};

use crate::world::eventually;

/// How long a process may take to end before it is killed.
const END_TIMEOUT: Duration = Duration::from_secs(1);

/// A process that ended by itself or was told to.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// From being told to end, or else from its start.
    pub took: Duration,
    /// What it wrote to standard output: its log.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    started: Instant,
    told_to_end: Option<Instant>,
    ended: Option<Instant>,
    stdout: Pipe,
    stderr: Pipe,
}

impl Process {
    /// Starts the program with the variables of `env`, those that Lambda sets, and no others.
    pub(crate) fn start(path: &Path, env: &Env, runtime_api: SocketAddr) -> Self {
        let mut command = Command::new(path);
        command
            .env_clear()
            .envs(env.pairs())
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string())
            .envs([
                ("AWS_LAMBDA_FUNCTION_NAME", "under-test"),
                ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
                ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/under-test"),
                ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = command.spawn().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let stdout = Pipe::of(child.stdout.take().unwrap());
        let stderr = Pipe::of(child.stderr.take().unwrap());
        Self { child, started, told_to_end: None, ended: None, stdout, stderr }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        if self.ended.is_none() && self.child.try_wait().unwrap().is_some() {
            self.ended = Some(Instant::now());
        }
        self.ended.is_some()
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&mut self) {
        if !self.has_ended() {
            self.told_to_end = Some(Instant::now());
            // It may end by itself meanwhile; until it is waited for, its id is nobody else's.
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
    }

    /// What it wrote so far.
    pub(crate) fn output(&self) -> String {
        self.stdout.text() + &self.stderr.text()
    }

    /// What is left of a process that has ended.
    pub(crate) async fn into_ended(mut self) -> Ended {
        let status = self.child.wait().unwrap();
        eventually("its output is read", || ready(self.stdout.is_read() && self.stderr.is_read())).await;
        let ended = self.ended.unwrap_or_else(Instant::now);
        Ended {
            status,
            took: ended.duration_since(self.told_to_end.unwrap_or(self.started)),
            stdout: self.stdout.text(),
            stderr: self.stderr.text(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.terminate();
        let since = Instant::now();
        while !self.has_ended() && since.elapsed() < END_TIMEOUT {
            std::thread::sleep(Duration::from_millis(2));
        }
        if !self.has_ended() {
            // It may have ended meanwhile.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// A stream of the process, read by a thread so that a full pipe never holds it up.
#[derive(Debug)]
struct Pipe {
    text: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Pipe {
    fn of(mut stream: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            let mut piece = [0; 8192];
            while let Ok(length @ 1..) = stream.read(&mut piece) {
                written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&piece[..length]);
            }
        });
        Self { text, reader }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    fn is_read(&self) -> bool {
        self.reader.is_finished()
    }
}
