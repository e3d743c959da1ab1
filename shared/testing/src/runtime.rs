//! A stub of Lambda's runtime API with a real function binary at it: events go in, answers come out.
//!
//! Deliberately not in here: what API Gateway does around a function (its limits, time-outs and own errors).

mod answer;
mod api;
mod process;

use std::future::ready;
use std::path::{Path, PathBuf};
use std::time::Duration;

use neurmatic_config::Env;
use serde_json::Value;

pub use answer::GatewayAnswer;
pub use process::Ended;

use crate::world::eventually;
use api::Api;
use process::Process;

/// How long an event may be worked on. Longer than any request of ours takes, so that a hang fails the test.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// A function's process, and the runtime API that it talks to. Dropping it ends the process.
#[derive(Debug)]
pub struct RuntimeStub {
    process: Process,
    api: Api,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The function answered this.
    Answered(Value),
    /// The function reported this error.
    Failed(Value),
}

impl RuntimeStub {
    /// Starts a function's binary with these variables and no others, and waits until it asks for its first event.
    pub async fn start(name: &str, env: &Env) -> Self {
        Self::start_at(&program(name), env).await
    }

    /// The same for a binary at this path.
    pub async fn start_at(path: &Path, env: &Env) -> Self {
        let mut stub = Self::spawn(path, env).await;
        eventually("the function asks for an event, or ends", || {
            ready(stub.api.first_poll().is_some() || stub.process.has_ended())
        })
        .await;
        if stub.process.has_ended() {
            panic!("{} did not start: {:?}", path.display(), stub.process.into_ended().await);
        }
        stub
    }

    /// Starts a function's binary that is meant to refuse, and waits until it has ended.
    pub async fn refused(name: &str, env: &Env) -> Ended {
        let mut stub = Self::spawn(&program(name), env).await;
        eventually("the function ends", || {
            assert!(stub.api.first_poll().is_none(), "{name} started");
            ready(stub.process.has_ended())
        })
        .await;
        stub.process.into_ended().await
    }

    /// Gives the function one event and waits for what becomes of it. An event is text: it may be none that is one.
    pub async fn invoke(&self, event: impl ToString) -> Outcome {
        let outcome = self.api.give(event.to_string());
        match tokio::time::timeout(ANSWER_TIMEOUT, outcome).await {
            Ok(outcome) => outcome.expect("the runtime API is gone"),
            Err(_elapsed) => panic!("no answer; the function wrote:\n{}", self.process.output()),
        }
    }

    /// Gives the function an event of the gateway, which it must answer in the gateway's form.
    pub async fn answer(&self, event: impl ToString) -> GatewayAnswer {
        match self.invoke(event).await {
            Outcome::Answered(answer) => GatewayAnswer::of(&answer),
            Outcome::Failed(error) => {
                panic!("the function failed: {error}; it wrote:\n{}", self.process.output())
            }
        }
    }

    /// From the process' start to its first question for an event.
    #[must_use]
    pub fn first_poll_after(&self) -> Duration {
        let polled = self.api.first_poll().expect("it has asked: it is started");
        polled.duration_since(self.process.started())
    }

    /// The process' id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Tells the process to end, and waits until it has.
    pub async fn terminate(mut self) -> Ended {
        self.process.terminate();
        eventually("the function ends", || ready(self.process.has_ended())).await;
        self.process.into_ended().await
    }

    async fn spawn(path: &Path, env: &Env) -> Self {
        let api = Api::listen().await;
        Self { process: Process::start(path, env, api.address()), api }
    }
}

/// A recorded event of an HTTP API, payload format 2.0: a file of `fixtures/gateway`.
#[must_use]
pub fn recorded(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/gateway/{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Where cargo puts a binary of the profile that the calling test was built in.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join(name);
    assert!(path.is_file(), "{} is missing: run `cargo dev test`, which builds it first", path.display());
    path
}
