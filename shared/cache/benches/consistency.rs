//! Eight processes that read for a minute what another changes and invalidates all the time, with a flush of the cache in
//! between: how many values were served that were invalidated before the read began.
//!
//! Reads `TEST_REDIS_URL`, whose database 0 it flushes.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that can't be taken shall stop")]
#![expect(clippy::indexing_slicing, reason = "the children's lines have a known form")]
#![expect(dead_code, reason = "another benchmark uses the rest of the children")]

use std::io::Write as _;
use std::time::Duration;

use children::{Children, Plan, be_a_child, write_while_they_read};

#[path = "../tests/suite/children.rs"]
mod children;

const PROCESSES: usize = 8;
const TIME: Duration = Duration::from_secs(60);

fn main() {
    if be_a_child() {
        return;
    }
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis to measure on");
    let url = url.trim_end_matches('/');
    let prefix = format!("consistency-{}", std::process::id());
    let plan = Plan::Read { ms: u64::try_from(TIME.as_millis()).unwrap() };
    let children = Children::start(PROCESSES, &[], url, &prefix, plan);
    let readings = write_while_they_read(children, url, &prefix, TIME);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} reads, {} loads, {} changes, {} values served that were invalidated",
        readings.reads, readings.loads, readings.writes, readings.faults
    )
    .unwrap();
}
