//! The whole HTTP path of a cached article list, with limits, headers and log, against a bare axum handler that gets
//! the same bytes from Redis.
//!
//! Each server is a process of its own: this program, started again with an argument. The load is closed: every
//! connection sends its next request when it has the answer. Rounds of both sides alternate, and their medians are
//! compared. Reads the variables that `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table; a server its address"
)]

mod load;
mod server;

use std::time::Duration;

use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::World;

use load::{Answers, Load};
use server::Server;

/// Connections that are open at once.
const CONNECTIONS: usize = 1_000;
/// Clients of each connection, in turn. All clients together stay far below 100 reads a minute each.
const CLIENTS_PER_CONNECTION: usize = 60;
/// Rounds of each side; an odd number, so that there is a median.
const ROUNDS: usize = 5;
/// How long a round takes.
const ROUND: Duration = Duration::from_secs(5);
/// How long each side is warmed up.
const WARM_UP: Duration = Duration::from_secs(2);
/// What ours must reach, as a share of the bare handler's requests/s.
const GOAL: f64 = 0.7;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    match std::env::args().nth(1).as_deref() {
        Some("serve-ours") => runtime.block_on(server::serve_ours()),
        Some("serve-bare") => runtime.block_on(server::serve_bare()),
        // Cargo passes `--bench`.
        _ => runtime.block_on(compare()),
    }
}

async fn compare() {
    let world = World::new().await;
    println!("seeding …");
    seed(&mut world.another_owner().await, Size::Demo, &Options::as_of(today()).unwrap()).await.unwrap();
    println!(
        "GET /api/v1/articles, a hit; {CONNECTIONS} connections, {} clients, {ROUNDS} rounds of {ROUND:?} in turns",
        CONNECTIONS * CLIENTS_PER_CONNECTION
    );
    println!("{:<30}{:>12}{:>10}{:>10}{:>16}", "", "requests/s", "p50 ms", "p99 ms", "server's CPU µs");
    for encoding in ["br", "identity"] {
        let load = Load::new(encoding, world.origin_secret());
        let ours = Server::start("serve-ours", &world.env(), None);
        let expected = ours.answer(&load).await;
        let bare = Server::start("serve-bare", &world.env(), Some(&expected));
        assert_eq!(bare.answer(&load).await, expected, "both must answer the same bytes");
        compare_both(encoding, &load, &bare, &ours, expected.len()).await;
    }
}

/// One round of one side, and the processor time that its server took for a request, in microseconds.
struct Round {
    answers: Answers,
    cpu_us: f64,
}

async fn round(load: &Load, server: &Server, body_bytes: usize, lasts: Duration) -> Round {
    let before = server.cpu_time();
    let answers = load.run(server.address(), body_bytes, lasts).await;
    let cpu_us = (server.cpu_time() - before).as_secs_f64() * 1e6 / answers.count() as f64;
    Round { answers, cpu_us }
}

/// Runs the rounds and prints three lines.
async fn compare_both(encoding: &str, load: &Load, bare: &Server, ours: &Server, body_bytes: usize) {
    let (mut bares, mut ourses) = (Vec::new(), Vec::new());
    for server in [bare, ours] {
        round(load, server, body_bytes, WARM_UP).await;
    }
    for _ in 0..ROUNDS {
        bares.push(round(load, bare, body_bytes, ROUND).await);
        ourses.push(round(load, ours, body_bytes, ROUND).await);
    }
    let mut ratios: Vec<f64> = bares
        .iter()
        .zip(&ourses)
        .map(|(bare, ours)| ours.answers.per_sec() / bare.answers.per_sec())
        .collect();
    ratios.sort_by(f64::total_cmp);
    print_side(&format!("bare, {body_bytes} bytes {encoding}"), &bares);
    print_side(&format!("ours, {body_bytes} bytes {encoding}"), &ourses);
    println!(
        "{:<30}{:>11.2}×   of the rounds {:.2} to {:.2}; goal {GOAL} ×",
        "ratio",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

fn print_side(name: &str, rounds: &[Round]) {
    let median = |of: &dyn Fn(&Round) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!(
        "{name:<30}{:>12.0}{:>10.1}{:>10.1}{:>16.1}",
        median(&|round| round.answers.per_sec()),
        median(&|round| round.answers.at_percent(50)),
        median(&|round| round.answers.at_percent(99)),
        median(&|round| round.cpu_us)
    );
}
