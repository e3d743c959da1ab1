//! Several real processes. The benchmarks `stampede` and `consistency` do the same with more of them, for longer.

use std::time::Duration;

use crate::children::{Children, Plan, be_a_child, run_stampede, write_while_they_read};
use crate::own_server::OwnServer;

/// What leads the test program to `child`.
const CHILD: [&str; 4] = ["--exact", "processes::child", "--ignored", "--nocapture"];

const STAMPEDE: Plan = Plan::Stampede { callers: 100, load_ms: 100 };

/// Not a test: what the children of the others run.
#[test]
#[ignore = "started by other tests"]
fn child() {
    be_a_child();
}

fn stampede(name: &str) -> Children {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis for tests");
    let prefix = format!("test-{name}-{}", std::process::id());
    Children::start(4, &CHILD, &url, &prefix, STAMPEDE)
}

#[test]
fn four_processes_that_miss_one_key_load_it_once() {
    let outcome = run_stampede(stampede("stampede"), false);
    assert_eq!((outcome.loads, outcome.served), (1, 400));
}

#[test]
fn four_processes_whose_loader_is_killed_load_once_more() {
    let outcome = run_stampede(stampede("killed"), true);
    assert_eq!((outcome.loads, outcome.served), (2, 300));
}

#[tokio::test]
async fn four_processes_serve_nothing_that_was_invalidated_over_a_flush_either() {
    let time = Duration::from_secs(1);
    let server = OwnServer::started().await;
    let url = server.url();
    let plan = Plan::Read { ms: time.as_millis() as u64 };
    let readings = tokio::task::spawn_blocking(move || {
        write_while_they_read(Children::start(4, &CHILD, &url, "test", plan), &url, "test", time)
    });
    let readings = readings.await.unwrap();
    assert_eq!(readings.faults, 0, "{readings:?}");
    assert!(readings.reads > 100 && readings.loads > 10 && readings.writes > 10, "{readings:?}");
}
