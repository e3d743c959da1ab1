//! An incident, replayed at the real parts on a clock of its own: errors, slowness, a queue that piles up, a leak, each with its
//! recovery. Says which alert was told in which minute beside the one in which it was to be, and how often.
//!
//! Fails when an alert is missing, late, repeated or not over, and when one is told that nobody expected. Reads the variables
//! that `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

#[path = "../../tests/suite/replay.rs"]
mod replay;
mod script;
#[path = "../../tests/suite/sentry.rs"]
mod sentry;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Instant;

use replay::{Replay, Told};
use script::{INCIDENTS, Incident};

/// Quiet minutes before the first incident: the longest window of the error budget.
const QUIET_MINUTES: i64 = 360;

#[tokio::main]
async fn main() -> ExitCode {
    let began = Instant::now();
    let mut replay = Replay::after_quiet(QUIET_MINUTES).await;
    let mut minutes = QUIET_MINUTES;
    let mut is_right = true;
    println!("in brackets: as it is to be");
    println!("{:<24}{:>16}{:>16}{:>8}", "", "told, minute", "over, minute", "repeats");
    for incident in &INCIDENTS {
        let first = replay.next_minute();
        for minute in 0..incident.minutes {
            replay.minute(&(incident.brings)(minute)).await;
        }
        minutes += incident.minutes;
        is_right &= tell(incident, &replay.told_since(first));
    }
    println!("\n{minutes} minutes were replayed in {:.0} s", began.elapsed().as_secs_f64());
    if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The incident's lines of the table. Whether all was told as it is to be.
fn tell(incident: &Incident, told: &BTreeMap<String, Told>) -> bool {
    println!("\n{}", incident.name);
    let mut rules: BTreeSet<&str> = told.keys().map(String::as_str).collect();
    rules.extend(incident.expected.iter().map(|(rule, ..)| *rule));
    let mut is_right = true;
    for rule in rules {
        let expected = incident.expected.iter().find(|(name, ..)| *name == rule);
        let told = told.get(rule).cloned().unwrap_or_default();
        let is_as_expected =
            expected.is_some_and(|(_, opened, over)| told.opened == [*opened] && told.over == [*over]);
        println!(
            "  {rule:<22}{:>16}{:>16}{:>8}  {}",
            beside(&told.opened, expected.map(|(_, opened, _)| *opened)),
            beside(&told.over, expected.map(|(.., over)| *over)),
            repeats(&told),
            if is_as_expected { "yes" } else { "NO" }
        );
        is_right &= is_as_expected;
    }
    is_right
}

/// The first of the minutes, and the one that it is to be.
fn beside(minutes: &[i64], expected: Option<i64>) -> String {
    let said = |minute: Option<&i64>| minute.map_or_else(|| "never".to_owned(), i64::to_string);
    format!("{} ({})", said(minutes.first()), said(expected.as_ref()))
}

/// How often something was told beyond once each.
fn repeats(told: &Told) -> usize {
    told.opened.len().saturating_sub(1) + told.over.len().saturating_sub(1)
}
