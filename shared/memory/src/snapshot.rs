//! A look at the memory at one moment.

use std::time::Duration;

use crate::jemalloc;
use crate::process;

/// The memory at one moment. Sizes are in bytes; what a system doesn't tell is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Time since the process began to look.
    pub at: Duration,
    /// Requests that were answered so far.
    pub requests: u64,
    /// What the program holds beyond `kept`: given out by jemalloc and not free in a thread's cache. Of this a leak is
    /// told.
    pub live: u64,
    /// What caches hold that know their bound, by their own account.
    pub kept: u64,
    /// Pages that hold something given out.
    pub active: u64,
    /// Pages of the allocator in memory.
    pub resident: u64,
    /// Memory of the process, its program included.
    pub rss: u64,
}

/// What the program holds now, in bytes: given out by jemalloc and not free in a thread's cache. For measurements.
#[must_use]
pub fn live_bytes() -> u64 {
    Snapshot::take(Duration::ZERO, 0, 0).live
}

impl Snapshot {
    /// Looks now.
    pub(crate) fn take(at: Duration, requests: u64, kept: u64) -> Self {
        let rss = process::resident_bytes().unwrap_or_default();
        let Some(heap) = jemalloc::heap() else {
            return Self { at, requests, kept, rss, ..Self::default() };
        };
        let live = heap.allocated.saturating_sub(heap.cached).saturating_sub(kept);
        Self { at, requests, live, kept, active: heap.active, resident: heap.resident, rss }
    }
}
