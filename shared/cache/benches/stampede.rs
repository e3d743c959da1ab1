//! Eight processes with 10,000 callers in all that miss one key at once, whose load takes 100 ms: how many loads run, and how
//! many when the first to load is killed.
//!
//! Reads `TEST_REDIS_URL`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that can't be taken shall stop")]
#![expect(clippy::indexing_slicing, reason = "the children's lines have a known form")]
#![expect(dead_code, reason = "another benchmark uses the rest of the children")]

use std::io::Write as _;

use children::{Children, Plan, be_a_child, run_stampede};

#[path = "../tests/suite/children.rs"]
mod children;

const PROCESSES: usize = 8;
const CALLERS: usize = 10_000;
const ROUNDS: usize = 5;

fn main() {
    if be_a_child() {
        return;
    }
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis to measure on");
    let plan = Plan::Stampede { callers: CALLERS / PROCESSES, load_ms: 100 };
    let mut out = std::io::stdout();
    for (name, kill_first) in [("all live", false), ("the first loader is killed", true)] {
        for round in 1..=ROUNDS {
            let prefix = format!("stampede-{}-{kill_first}-{round}", std::process::id());
            let outcome = run_stampede(Children::start(PROCESSES, &[], &url, &prefix, plan), kill_first);
            writeln!(
                out,
                "{name}: {} loads, {} served, the last after {} ms",
                outcome.loads, outcome.served, outcome.longest_ms
            )
            .unwrap();
        }
    }
}
