//! The table of all programs, and whether the goals are reached.

use std::time::Duration;

use crate::Seen;
use crate::programs::{LISTING, MINIMAL, NODE};

/// What a package may have, in MB.
const ZIP_MB_MAX: f64 = 3.0;
/// To the first question for an event, in milliseconds.
const POLL_MS_MAX: f64 = 10.0;
/// To the first answer, with the database and the cache connected, in milliseconds.
const CONNECTED_MS_MAX: f64 = 30.0;
/// What a process may hold in the end, in MB.
const RESIDENT_MB_MAX: f64 = 40.0;
/// How much sooner than Node.js ours asks for its first event.
const FASTER_MIN: f64 = 8.0;

pub(crate) fn print(seen: &[Seen]) {
    println!(
        "\n{:<18}{:>9}{:>21}{:>12}{:>12}{:>20}{:>20}",
        "", "zip", "exec → first poll, ms", "first req.", "exec → 1st", "warm request, ms", "resident, MB"
    );
    println!(
        "{:<18}{:>9}{:>11}{:>10}{:>12}{:>12}{:>10}{:>10}{:>10}{:>10}",
        "", "MB", "median", "p90", "ms", "answer, ms", "p50", "p99", "first", "last"
    );
    seen.iter().for_each(print_line);
    println!(
        "goals: zip ≤ {ZIP_MB_MAX} MB, first poll ≤ {POLL_MS_MAX} ms, first answer ≤ {CONNECTED_MS_MAX} ms, resident ≤ {RESIDENT_MB_MAX} MB; an asterisk marks what misses one"
    );
    let of = |name: &str| seen.iter().find(|seen| seen.program.name == name);
    let (Some(ours), Some(node)) = (of(LISTING), of(NODE)) else { return };
    let ratio = ms(median(&node.starts.polls)) / ms(median(&ours.starts.polls));
    println!("{LISTING} asks for its first event {ratio:.1} × sooner than Node.js; goal ≥ {FASTER_MIN} ×");
    let connected = ms(median(&node.starts.connected)) / ms(median(&ours.starts.connected));
    println!("it gives its first answer {connected:.1} × sooner");
    if let (Some(ours), Some(node)) = (&ours.warm, &node.warm) {
        let (warm, resident) =
            (ms(node.p50) / ms(ours.p50), node.resident_kib as f64 / ours.resident_kib as f64);
        println!("its warm answers take 1/{warm:.2} of the time, and it holds 1/{resident:.1} of the memory");
    }
}

fn print_line(seen: &Seen) {
    let starts = &seen.starts;
    // The goals are ours alone.
    let is_judged = ![MINIMAL, NODE].contains(&seen.program.name);
    let told = |value: f64, most: f64, digits: usize| {
        let mark = if is_judged && value > most { "*" } else { "" };
        format!("{value:.digits$}{mark}")
    };
    let zip = seen.program.zip_bytes.map_or(String::new(), |bytes| told(bytes as f64 / 1e6, ZIP_MB_MAX, 2));
    let poll = told(ms(median(&starts.polls)), POLL_MS_MAX, 2);
    let p90 = format!("{:.2}", ms(starts.polls[starts.polls.len() * 9 / 10]));
    let first_mb = mb(starts.resident_kib[starts.resident_kib.len() / 2]);
    let [mut first, mut connected, mut p50, mut p99, mut last] = std::array::from_fn(|_| String::new());
    if let Some(warm) = &seen.warm {
        first = format!("{:.2}", ms(median(&starts.firsts)));
        connected = told(ms(median(&starts.connected)), CONNECTED_MS_MAX, 2);
        (p50, p99) = (format!("{:.3}", ms(warm.p50)), format!("{:.3}", ms(warm.p99)));
        last = told(mb(warm.resident_kib), RESIDENT_MB_MAX, 1);
    }
    println!(
        "{:<18}{zip:>9}{poll:>11}{p90:>10}{first:>12}{connected:>12}{p50:>10}{p99:>10}{first_mb:>10.1}{last:>10}",
        seen.program.name
    );
}

fn median(sorted: &[Duration]) -> Duration {
    sorted[sorted.len() / 2]
}

pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn mb(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}
