//! Cold starts: from starting each function's program to its first question for an event, side by side in the same run
//! with the least program that Lambda's runtime allows. Also sizes, memory, and the first request.
//!
//! Builds the programs as they are deployed, which takes minutes; `COLD_START_PROFILE=release` takes another profile.
//! Reads the variables that `cargo dev bench` sets. What AWS does before it starts a program isn't in the figures. The last row
//! reads its secret first, as deployed functions do, from a stand-in on this machine: without TLS and the way there.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

mod build;

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use neurmatic_config::Env;
use neurmatic_testing::{Event, RuntimeStub, World, in_a_secret};

use build::{MINIMAL, Program, programs};

/// Starts of each program that are measured.
const STARTS: usize = 50;

/// What is seen of a program's starts.
#[derive(Default)]
struct Seen {
    polls: Vec<Duration>,
    first_requests: Vec<Duration>,
    resident_kib: Vec<u64>,
}

#[tokio::main]
async fn main() {
    let profile = std::env::var("COLD_START_PROFILE").unwrap_or_else(|_unset| "lambda".to_owned());
    let programs = programs(&profile);
    let world = World::new().await;
    let secret = in_a_secret(world.env(), &["DATABASE_URL", "HASH_SECRET", "REDIS_URL"]).await;
    let mut seen: Vec<Seen> = programs.iter().map(|_| Seen::default()).collect();
    for start in 0..=STARTS {
        // In turns, so that whatever else the machine does meets all of them alike.
        for (program, seen) in programs.iter().zip(&mut seen) {
            let env = if program.has_secret { secret.clone() } else { world.env() };
            // The first start reads the program from the disk.
            let mut unseen = Seen::default();
            observe(program, &world, &env, if start == 0 { &mut unseen } else { seen }).await;
        }
    }
    report(&profile, &programs, &mut seen);
}

/// Starts the program once, and sends it one request.
async fn observe(program: &Program, world: &World, env: &Env, seen: &mut Seen) {
    let stub = RuntimeStub::start_at(&program.path, env).await;
    seen.polls.push(stub.first_poll_after());
    seen.resident_kib.push(resident_kib(stub.pid()));
    // An address each, so that it is not the limit that answers.
    let event = Event::new("GET", program.read).from_address(&world.address()).json().to_string();
    let sent = Instant::now();
    if program.name == MINIMAL {
        stub.invoke(event).await;
    } else {
        let status = stub.answer(event).await.reply.status;
        assert_eq!(status, program.status, "{}", program.name);
    }
    seen.first_requests.push(sent.elapsed());
}

fn report(profile: &str, programs: &[Program], seen: &mut [Seen]) {
    println!("profile {profile}, {STARTS} starts of each, in turns");
    println!(
        "{:<18}{:>34}{:>10}{:>10}{:>11}{:>15}",
        "", "exec → first poll, ms", "program", "gzipped", "resident", "first request"
    );
    println!(
        "{:<18}{:>9}{:>9}{:>8}{:>8}{:>10}{:>10}{:>11}{:>15}",
        "", "min", "median", "p90", "ratio", "MB", "MB", "MB", "median ms"
    );
    let minimal = programs.iter().position(|program| program.name == MINIMAL).unwrap();
    seen.iter_mut().for_each(|seen| {
        seen.polls.sort_unstable();
        seen.first_requests.sort_unstable();
        seen.resident_kib.sort_unstable();
    });
    let baseline = ms(seen[minimal].polls[STARTS / 2]);
    for (program, seen) in programs.iter().zip(seen) {
        let bytes = std::fs::read(&program.path).unwrap();
        println!(
            "{:<18}{:>9.2}{:>9.2}{:>8.2}{:>7.2}×{:>10.1}{:>10.1}{:>11.1}{:>15.2}",
            program.name,
            ms(seen.polls[0]),
            ms(seen.polls[STARTS / 2]),
            ms(seen.polls[STARTS * 9 / 10]),
            ms(seen.polls[STARTS / 2]) / baseline,
            bytes.len() as f64 / 1e6,
            gzipped_bytes(&bytes) as f64 / 1e6,
            seen.resident_kib[STARTS / 2] as f64 * 1024.0 / 1e6,
            ms(seen.first_requests[STARTS / 2])
        );
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// What a zip of the program would hold: both are deflate.
fn gzipped_bytes(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// The memory of a process that is in RAM.
fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("no VmRSS");
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
