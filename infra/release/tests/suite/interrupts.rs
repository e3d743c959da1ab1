//! The program itself, and somebody who stops it in the middle of a shift.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::stand::Stand;
use crate::stub::Stub;

const PATIENCE: Duration = Duration::from_secs(30);

/// Waits without holding up the stub, which answers from the same thread.
async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "never came to be: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn ended(child: &mut Child) -> ExitStatus {
    until("it ends", || child.try_wait().unwrap()).await
}

#[tokio::test]
async fn who_stops_a_shift_gets_the_old_versions_back() {
    let stub = Stub::start(&[("n-api-articles", json!({"statusCode": 404}))]).await;
    stub.account(|account| {
        account.alarms.extend([("errors".to_owned(), "OK"), ("latency".to_owned(), "OK")])
    });
    let functions = json!({"n-api-articles": "api-articles"});
    let stand = Stand::new(&stub.url, &functions, &[("api-articles", b"articles, new")]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_neurmatic-release"))
        .arg("release")
        .arg(&stand.options.deployment)
        .arg("--packages")
        .arg(&stand.folder)
        .args(["--hold-secs", "60"])
        .env_clear()
        .envs(stand.env.pairs())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the first step", || (stub.serves("n-api-articles") == "1+2@0.05").then_some(())).await;
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(ended(&mut child).await.code(), Some(1));
    assert_eq!(stub.serves("n-api-articles"), "1");
}

#[tokio::test]
async fn a_wrong_call_says_how_it_is_called() {
    let told = Command::new(env!("CARGO_BIN_EXE_neurmatic-release")).arg("relase").output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8(told.stderr).unwrap().contains("neurmatic-release roll-back"));
}
