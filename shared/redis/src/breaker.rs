//! The breaker: after several failures in a row nobody waits for Redis any more, but for one probe at a time.
//!
//! Lock-free: a healthy trip reads one atomic before and one after.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Failures in a row that open the breaker. One lost trip is noise; five in a row are an outage.
const FAILURES_TO_OPEN: u32 = 5;

/// Time between probes while open.
const PROBE_INTERVAL: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(crate) struct Breaker {
    born: Instant,
    failures: AtomicU32,
    /// Trips that were answered; tells a mute Redis from one that is only slow for some.
    answered: AtomicU64,
    /// When the next probe may go, in milliseconds since `born`; 0 while closed.
    next_probe_ms: AtomicU64,
}

impl Breaker {
    pub(crate) fn new() -> Self {
        Self {
            born: Instant::now(),
            failures: AtomicU32::new(0),
            answered: AtomicU64::new(0),
            next_probe_ms: AtomicU64::new(0),
        }
    }

    /// Whether nothing is known against Redis.
    pub(crate) fn is_closed(&self) -> bool {
        self.next_probe_ms.load(Relaxed) == 0
    }

    /// Whether a trip may go now. While open it lets one caller through per interval, as the probe; a probe
    /// that is dropped unfinished blocks nobody, the next interval has its own.
    pub(crate) fn admits(&self) -> bool {
        self.admits_at(self.now_ms())
    }

    /// How many trips were answered so far.
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Relaxed)
    }

    /// Redis answered: closes the breaker. Returns whether it was open.
    pub(crate) fn succeeded(&self) -> bool {
        self.answered.fetch_add(1, Relaxed);
        if self.failures.load(Relaxed) == 0 {
            return false;
        }
        self.failures.store(0, Relaxed);
        self.next_probe_ms.swap(0, Relaxed) != 0
    }

    /// A trip failed. Returns whether this failure opened the breaker.
    pub(crate) fn failed(&self) -> bool {
        self.failed_at(self.now_ms())
    }

    fn admits_at(&self, now_ms: u64) -> bool {
        let next_probe_ms = self.next_probe_ms.load(Relaxed);
        if next_probe_ms == 0 {
            return true;
        }
        now_ms >= next_probe_ms
            && self
                .next_probe_ms
                .compare_exchange(next_probe_ms, now_ms + interval_ms(), Relaxed, Relaxed)
                .is_ok()
    }

    fn failed_at(&self, now_ms: u64) -> bool {
        let failures = self.failures.fetch_add(1, Relaxed).saturating_add(1);
        failures >= FAILURES_TO_OPEN && self.next_probe_ms.swap(now_ms + interval_ms(), Relaxed) == 0
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX / 2)
    }
}

fn interval_ms() -> u64 {
    PROBE_INTERVAL.as_millis() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened_at(now_ms: u64) -> Breaker {
        let breaker = Breaker::new();
        for failure in 1..=FAILURES_TO_OPEN {
            assert_eq!(breaker.failed_at(now_ms), failure == FAILURES_TO_OPEN);
        }
        breaker
    }

    #[test]
    fn a_success_between_failures_keeps_it_closed() {
        let breaker = Breaker::new();
        for _ in 0..3 * FAILURES_TO_OPEN {
            breaker.failed_at(0);
            breaker.succeeded();
        }
        assert!(breaker.is_closed());
    }

    #[test]
    fn failures_in_a_row_open_it_and_it_then_refuses_at_once() {
        let breaker = opened_at(1_000);
        assert!(!breaker.is_closed());
        assert!(!breaker.admits_at(1_000 + interval_ms() - 1));
    }

    #[test]
    fn an_open_one_lets_a_single_probe_through_per_interval() {
        let breaker = opened_at(1_000);
        let later = 1_000 + interval_ms();
        assert_eq!((0..10).filter(|_| breaker.admits_at(later)).count(), 1);
        assert_eq!((0..10).filter(|_| breaker.admits_at(later + interval_ms())).count(), 1);
    }

    #[test]
    fn a_probe_that_succeeds_closes_it_for_everybody() {
        let breaker = opened_at(1_000);
        assert!(breaker.admits_at(2_000));
        assert!(breaker.succeeded());
        assert!(breaker.admits_at(2_001) && breaker.admits_at(2_001));
    }

    #[test]
    fn a_probe_that_fails_keeps_it_open_for_another_interval() {
        let breaker = opened_at(1_000);
        assert!(breaker.admits_at(2_000));
        assert!(!breaker.failed_at(2_010));
        assert!(!breaker.admits_at(2_000 + interval_ms()));
        assert!(breaker.admits_at(2_010 + interval_ms()));
    }
}
