//! Who was denied and until when: a caller that hammers on costs a look into a map, no round trip.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{PoisonError, RwLock};

/// Most denials remembered. Beyond it the newest is forgotten, which costs a round trip, nothing else.
const MOST: usize = 16_384;

#[derive(Debug, Default)]
pub(crate) struct Denied {
    until: RwLock<HashMap<String, Denial>>,
    /// The map's length: usually 0, and then nobody takes the lock.
    len: AtomicUsize,
}

#[derive(Debug, Clone, Copy)]
struct Denial {
    until_us: u64,
    cost: u32,
}

impl Denied {
    /// Whether nobody is: the usual case, and then no name need be made.
    pub(crate) fn is_empty(&self) -> bool {
        self.len.load(Relaxed) == 0
    }

    /// The remaining wait of a key that was denied at this cost or less. Times are microseconds of one clock
    /// of the caller's choice.
    pub(crate) fn wait_us(&self, key: &str, cost: u32, now_us: u64) -> Option<u64> {
        if self.is_empty() {
            return None;
        }
        let until = self.until.read().unwrap_or_else(PoisonError::into_inner);
        let denial = until.get(key).filter(|denial| denial.cost <= cost)?;
        denial.until_us.checked_sub(now_us).filter(|&wait_us| wait_us > 0)
    }

    pub(crate) fn remember(&self, key: String, cost: u32, until_us: u64, now_us: u64) {
        let mut until = self.until.write().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= MOST {
            until.retain(|_, denial| denial.until_us > now_us);
        }
        if until.len() < MOST {
            until.insert(key, Denial { until_us, cost });
        }
        self.len.store(until.len(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_key_is_denied_until_its_time() {
        let denied = Denied::default();
        denied.remember("k".into(), 1, 1_000, 0);
        assert_eq!(denied.wait_us("k", 1, 400), Some(600));
        assert_eq!(denied.wait_us("k", 1, 1_000), None);
        assert_eq!(denied.wait_us("other", 1, 400), None);
    }

    #[test]
    fn a_cheaper_ask_is_not_denied_from_memory() {
        let denied = Denied::default();
        denied.remember("k".into(), 5, 1_000, 0);
        assert_eq!(denied.wait_us("k", 1, 0), None);
        assert_eq!(denied.wait_us("k", 6, 0), Some(1_000));
    }

    #[test]
    fn the_memory_is_bounded_and_makes_room_by_dropping_what_is_over() {
        let denied = Denied::default();
        for n in 0..MOST {
            denied.remember(n.to_string(), 1, 1_000, 0);
        }
        denied.remember("late".into(), 1, 1_000, 500);
        assert_eq!(denied.wait_us("late", 1, 500), None);
        denied.remember("later".into(), 1, 2_000, 1_000);
        assert_eq!(denied.wait_us("later", 1, 1_000), Some(1_000));
        assert_eq!(denied.len.load(Relaxed), 1);
    }
}
