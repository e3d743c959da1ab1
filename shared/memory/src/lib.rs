//! What a process's memory does: snapshots, their trend, a verdict with its reason, and where a leak was allocated.
//!
//! Whoever links this crate allocates with jemalloc, whose figures the verdict is made of. Deliberately not in here: who
//! is told of it. Redis, HTTP and alerts are the business of the rooms above.

mod history;
mod jemalloc;
mod monitor;
mod process;
mod profile;
mod report;
mod ring;
mod snapshot;
mod trend;
mod verdict;

pub use history::{EVERY_REQUESTS, History, Pushed};
pub use monitor::{Begun, Monitor, Settings};
pub use process::resident_bytes;
pub use profile::{Site, Stack, read_dump};
pub use report::{HIGH_PERCENT, Report};
pub use snapshot::{Snapshot, live_bytes};
pub use trend::{agreement, slope};
pub use verdict::{Bounds, Finding, Verdict, judge};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
