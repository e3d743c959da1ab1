//! Snapshots of all of a process's life in bounded room: when it is full every second one goes, and from then on half as
//! many are kept. After that has happened often enough the oldest go.

use crate::snapshot::Snapshot;

/// Snapshots at most.
pub(crate) const SNAPSHOTS_MAX: usize = 128;

/// How much rarer snapshots become at most.
const STRIDE_MAX: u64 = 64;

/// The snapshots.
#[derive(Debug)]
pub(crate) struct Ring {
    snapshots: Vec<Snapshot>,
    stride: u64,
}

impl Ring {
    pub(crate) fn new() -> Self {
        Self { snapshots: Vec::with_capacity(SNAPSHOTS_MAX), stride: 1 }
    }

    /// How much rarer than at first the next one is due.
    pub(crate) fn stride(&self) -> u64 {
        self.stride
    }

    pub(crate) fn push(&mut self, snapshot: Snapshot) {
        if self.snapshots.len() == SNAPSHOTS_MAX {
            if self.stride < STRIDE_MAX {
                self.stride *= 2;
                let mut is_kept = false;
                self.snapshots.retain(|_| {
                    is_kept = !is_kept;
                    is_kept
                });
            } else {
                self.snapshots.remove(0);
            }
        }
        self.snapshots.push(snapshot);
    }

    /// The snapshots, the oldest first.
    pub(crate) fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_life_fits_and_its_first_snapshot_stays_for_long() {
        let mut ring = Ring::new();
        let mut requests = 0;
        for _ in 0..500 {
            requests += 256 * ring.stride();
            ring.push(Snapshot { requests, ..Snapshot::default() });
        }
        let snapshots = ring.snapshots();
        assert!(snapshots.len() <= SNAPSHOTS_MAX && snapshots.len() >= SNAPSHOTS_MAX / 2);
        assert_eq!(snapshots[0].requests, 256);
        assert!(snapshots.is_sorted_by_key(|snapshot| snapshot.requests));
        for _ in 0..1_000 {
            ring.push(Snapshot::default());
        }
        assert_eq!((ring.stride(), ring.snapshots().len()), (STRIDE_MAX, SNAPSHOTS_MAX));
    }
}
