//! No schedule serves what was invalidated; and a cache without its checks is found out.

use crate::model::Without;
use crate::schedules::explore;

/// Some seconds' worth; the benchmark of the same name walks a million.
const SCHEDULES: u64 = 3_000;

#[test]
fn no_schedule_serves_what_was_invalidated_before_the_read_began() {
    let findings = explore(0..SCHEDULES, Without::Nothing);
    assert_eq!(findings.faults, []);
    assert!(findings.ways.iter().all(|(_, count)| *count > 0), "all ways are walked: {:?}", findings.ways);
}

/// Whether a fault is found in some schedules more, a few at a time.
fn is_found_out(without: Without) -> bool {
    (0..100).any(|some| !explore(some * 200..(some + 1) * 200, without).faults.is_empty())
}

#[test]
fn schedules_find_out_that_fills_are_not_checked() {
    assert!(is_found_out(Without::CheckOfFills));
}

#[test]
fn schedules_find_out_that_hard_invalidations_are_forgotten() {
    assert!(is_found_out(Without::WordOfHardOnes));
}
