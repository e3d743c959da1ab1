//! Pace: how many tasks a second, how soon after their commit, and whether one tenant's flood delays the others'.
//!
//! `throughput` sets no-op tasks, inbox and all, beside a bare `FOR UPDATE SKIP LOCKED` loop with the same batch size and as
//! many connections on the same database, in turns. `latency` is from the commit to the task's first line, by the outbox alone
//! and through the emulator's queues. `fairness` is the same while another tenant has sent a hundred times as many.
//!
//! `TASKS_PACE=latency,fairness` runs some of them. Reads the variables that `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

mod fairness;
mod latency;
mod noop;
mod throughput;

/// What `cargo dev` sets for a worker, unless told otherwise: tasks that run at once.
const CONCURRENCY: usize = 5;

#[tokio::main]
async fn main() {
    let chosen = std::env::var("TASKS_PACE").unwrap_or_else(|_| "throughput,latency,fairness".to_owned());
    for part in chosen.split(',') {
        match part.trim() {
            "throughput" => throughput::run().await,
            "latency" => latency::run().await,
            "fairness" => fairness::run().await,
            other => panic!("`{other}` is none of throughput, latency, fairness"),
        }
    }
}
