//! Properties over random processes that leak nothing.

use neurmatic_memory::{Bounds, Snapshot, judge, slope};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::series::{BASE, Held, Series};

#[test]
fn noise_of_any_size_is_no_leak() {
    for seed in 0..60 {
        let mut random = SmallRng::seed_from_u64(seed);
        let size = 10_f64.powf(random.random_range(3.0..8.0));
        Series::of(40_000)
            .is_clean(&format!("seed {seed}"), |_, _| Held::live(BASE + random.random_range(0.0..size)));
    }
}

#[test]
fn noise_that_remembers_is_no_leak() {
    for seed in 0..60 {
        let mut random = SmallRng::seed_from_u64(seed);
        let mut level = 0.0;
        Series::of(40_000).is_clean(&format!("seed {seed}"), |_, _| {
            level = 0.7 * level + random.random_range(-1e6..1e6);
            Held::live(BASE + 4e6 + level)
        });
    }
}

#[test]
fn what_fills_to_a_bound_with_noise_is_no_leak() {
    for seed in 0..60 {
        let mut random = SmallRng::seed_from_u64(seed);
        let (size, fills_in) = (random.random_range(1e5..2e7), random.random_range(200.0..4_000.0));
        Series::of(40_000).is_clean(&format!("seed {seed}"), |requests, _| {
            let filled = size * (1.0 - (-requests / fills_in).exp());
            Held::live(BASE + filled + random.random_range(0.0..50_000.0))
        });
    }
}

#[test]
fn a_slope_survives_wild_points_among_its_own() {
    for seed in 0..60 {
        let mut random = SmallRng::seed_from_u64(seed);
        let true_slope = random.random_range(1.0..1_000.0);
        let points: Vec<(f64, f64)> = (0..60_u32)
            .map(|x| {
                let x = f64::from(x);
                let is_wild = random.random_range(0..10) == 0;
                (x, if is_wild { random.random_range(-1e9..1e9) } else { true_slope * x })
            })
            .collect();
        let found = slope(&points).unwrap();
        assert!((found - true_slope).abs() < true_slope, "seed {seed}: {found}, not {true_slope}");
    }
}

#[test]
fn no_snapshots_and_odd_ones_are_judged_too() {
    let bounds = Bounds::one_at_a_time();
    for count in 0..40 {
        let same = vec![Snapshot { requests: 5_000, ..Snapshot::default() }; count];
        let finding = judge(&same, &same, &bounds);
        assert!(finding.per_request.is_finite() && !finding.is_suspected, "{finding:?}");
    }
}
