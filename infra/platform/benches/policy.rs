//! The cache policy over a million generated requests: that nothing personal is shared and no two meet at one key, and how
//! long a decision takes, beside reading the same URLs with the usual parser of queries.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark prints, and fails by panicking"
)]

#[path = "../tests/suite/policy_check.rs"]
mod policy_check;

use std::hint::black_box;
use std::time::Instant;

use neurmatic_cache_policy::{Facts, decide};
use neurmatic_testing::{Corpus, Mix};

/// Requests that are checked.
const CHECKED: usize = 1_000_000;
/// Requests that are timed, each this many times.
const TIMED: usize = 20_000;
const ROUNDS: u32 = 20;

fn main() {
    let counts = policy_check::check(1, CHECKED);
    println!("{CHECKED} requests: {counts:?}");
    let mixes: Vec<Mix> = Corpus::new(3).take(TIMED).collect();
    let decided = each(&mixes, |mix| {
        let facts =
            Facts { method: mix.method, path: &mix.path, query: mix.query.as_deref(), credentials: false };
        black_box(decide(&facts).is_ok());
    });
    let parsed = each(&mixes, |mix| {
        let pairs = form_urlencoded::parse(mix.query.as_deref().unwrap_or_default().as_bytes());
        black_box(pairs.into_owned().collect::<Vec<_>>().len());
    });
    println!("a decision takes {decided:.0} ns, reading the query into pairs alone {parsed:.0} ns");
}

/// Nanoseconds for each.
fn each(mixes: &[Mix], work: impl Fn(&Mix)) -> f64 {
    let began = Instant::now();
    for _ in 0..ROUNDS {
        mixes.iter().for_each(&work);
    }
    began.elapsed().as_secs_f64() * 1e9 / (f64::from(ROUNDS) * mixes.len() as f64)
}
