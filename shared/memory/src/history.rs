//! What was seen of a process: snapshots by requests and by minutes, and when the next ones are due.

use std::time::Duration;

use crate::ring::Ring;
use crate::snapshot::Snapshot;
use crate::verdict::{Bounds, Finding, judge};

/// Requests from one snapshot to the next, while a process is young.
pub const EVERY_REQUESTS: u64 = 256;

/// The longest between two snapshots while there are requests: a minute, as in the source document.
const EVERY: Duration = Duration::from_secs(60);

/// Snapshots by requests from one judgement to the next.
const JUDGED_EVERY: u64 = 4;

/// The snapshots of a process's life, in bounded room.
#[derive(Debug)]
pub struct History {
    by_requests: Ring,
    by_minutes: Ring,
    due_at_request: u64,
    due_at: Duration,
    snapshots: u64,
}

/// What a snapshot is to be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// Another minute has passed.
    pub is_minute: bool,
    /// It is time to judge.
    pub is_to_be_judged: bool,
}

impl Default for History {
    fn default() -> Self {
        Self {
            by_requests: Ring::new(),
            by_minutes: Ring::new(),
            due_at_request: EVERY_REQUESTS,
            due_at: Duration::ZERO,
            snapshots: 0,
        }
    }
}

impl History {
    /// With which request, and with the first one after which time, the next snapshot is due.
    #[must_use]
    pub fn due(&self) -> (u64, Duration) {
        (self.due_at_request, self.due_at)
    }

    /// Keeps a snapshot that was due.
    pub fn push(&mut self, snapshot: Snapshot) -> Pushed {
        if snapshot.requests >= self.due_at_request {
            self.by_requests.push(snapshot);
            self.due_at_request = snapshot.requests + EVERY_REQUESTS * self.by_requests.stride();
        }
        let is_minute = snapshot.at >= self.due_at;
        if is_minute {
            self.by_minutes.push(snapshot);
            let stride = u32::try_from(self.by_minutes.stride()).unwrap_or(1);
            self.due_at = snapshot.at + EVERY * stride;
        }
        self.snapshots += 1;
        Pushed { is_minute, is_to_be_judged: is_minute || self.snapshots.is_multiple_of(JUDGED_EVERY) }
    }

    /// What it means.
    #[must_use]
    pub fn judge(&self, bounds: &Bounds) -> Finding {
        judge(self.by_requests.snapshots(), self.by_minutes.snapshots(), bounds)
    }

    /// All snapshots that are kept, in no order.
    pub fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.by_minutes.snapshots().iter().chain(self.by_requests.snapshots())
    }
}
