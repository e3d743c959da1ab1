//! Leaks that must be told.

use neurmatic_memory::{Bounds, Verdict};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::series::{BASE, Held, Series};

#[test]
fn sixty_four_bytes_a_request_are_told_within_ten_thousand_requests() {
    let told = Series::of(10_000).told_at(|requests, _| Held::live(BASE + 64.0 * requests));
    assert!(told.is_some());
}

#[test]
fn they_are_told_amid_noise_too() {
    for seed in 0..50 {
        let mut random = SmallRng::seed_from_u64(seed);
        let told = Series::of(10_000)
            .told_at(|requests, _| Held::live(BASE + 64.0 * requests + random.random_range(0.0..6_000.0)));
        assert!(told.is_some(), "seed {seed}");
    }
}

#[test]
fn a_leak_is_suspected_before_it_is_told_so_that_its_place_can_be_looked_for() {
    let findings = Series::of(10_000).judged(|requests, _| Held::live(BASE + 64.0 * requests));
    let suspected = findings.iter().find(|(_, finding)| finding.is_suspected).unwrap().0;
    let (told, finding) = findings.iter().find(|(_, f)| f.verdict == Verdict::Leaking).unwrap();
    assert!(told - suspected >= 1_024, "{suspected} {told}");
    assert!((finding.per_request - 64.0).abs() < 1.0, "{finding:?}");
    assert!(finding.reason.starts_with("64 bytes stay of each request"), "{}", finding.reason);
}

#[test]
fn a_leak_under_waves_of_traffic_is_told() {
    let told = Series::of(40_000)
        .told_at(|requests, secs| Held::live(BASE + 128.0 * requests + 100_000.0 * (secs / 7.0).sin().abs()));
    assert!(told.is_some());
}

#[test]
fn a_leak_that_begins_late_is_told() {
    let told =
        Series::of(120_000).told_at(|requests, _| Held::live(BASE + 256.0 * (requests - 40_000.0).max(0.0)));
    assert!(told.is_some_and(|told| told > 40_000), "{told:?}");
}

#[test]
fn ten_megabytes_a_minute_are_told_of_a_process_that_hardly_works() {
    let series = Series { requests: 1_800, rate: 1.0, bounds: Bounds::many_at_once() };
    let told = series.told_at(|_, secs| Held::live(BASE + 12e6 * secs / 60.0));
    assert!(told.is_some_and(|told| told <= 900), "{told:?}");
    assert_eq!(series.told_at(|_, secs| Held::live(BASE + 1e6 * secs / 60.0)), None);
}

#[test]
fn where_many_are_served_at_once_a_leak_takes_ten_minutes_to_be_told() {
    let series = |rate| Series { requests: 400_000, rate, bounds: Bounds::many_at_once() };
    let leak = |requests: f64, _: f64| Held::live(BASE + 64.0 * requests);
    assert_eq!(series(2_000.0).told_at(leak), None);
    assert!(series(400.0).told_at(leak).is_some_and(|told| told >= 240_000));
}
