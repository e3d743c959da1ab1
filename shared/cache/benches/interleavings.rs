//! A million schedules of the model in the tests: how many serve what was invalidated before the read began, and how often
//! each way was walked. A first argument is another number of schedules.

#![expect(clippy::unwrap_used, reason = "a measurement that can't be taken shall stop")]
#![expect(clippy::indexing_slicing, reason = "the model's values have a known form")]

use std::io::Write as _;
use std::time::Instant;

use model::Without;
use schedules::{Findings, explore};

#[path = "../tests/suite/model.rs"]
mod model;
#[path = "../tests/suite/schedules.rs"]
mod schedules;

const SCHEDULES: u64 = 1_000_000;

/// Schedules of a cache without one of its checks.
const SCHEDULES_WITHOUT: u64 = 20_000;

fn main() {
    let asked = std::env::args().nth(1).and_then(|count| count.parse().ok());
    print("all checks", asked.unwrap_or(SCHEDULES), Without::Nothing);
    print("fills are not checked", SCHEDULES_WITHOUT, Without::CheckOfFills);
    print("hard invalidations are forgotten", SCHEDULES_WITHOUT, Without::WordOfHardOnes);
}

fn print(name: &str, schedules: u64, without: Without) {
    let began = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let share = schedules.div_ceil(threads);
    let explorers = (0..threads).map(|n| {
        let seeds = n * share..((n + 1) * share).min(schedules);
        std::thread::spawn(move || explore(seeds, without))
    });
    let explorers: Vec<_> = explorers.collect();
    let findings: Vec<Findings> = explorers.into_iter().map(|explorer| explorer.join().unwrap()).collect();
    let mut out = std::io::stdout();
    let faults = findings.iter().map(|findings| findings.faults.len()).sum::<usize>();
    writeln!(out, "{name}: {schedules} schedules, {faults} with a fault, {:.0?}", began.elapsed()).unwrap();
    if let Some(fault) = findings.iter().flat_map(|findings| &findings.faults).next() {
        writeln!(out, "  the first: {fault:?}").unwrap();
    }
    for n in 0..findings[0].ways.len() {
        let count: u64 =
            findings.iter().filter_map(|findings| findings.ways.get(n)).map(|(_, count)| count).sum();
        writeln!(out, "  {}: {count}", findings[0].ways[n].0).unwrap();
    }
}
