//! Upkeep: what the large background tasks take on realistic data, whether they come to what a recount of every row comes to,
//! and whether anybody waits for the night's clean-up.
//!
//! `TASKS_UPKEEP=demo` takes other data: `test`, `demo`, `tenth`, `realistic`, `huge`. Reads the variables that
//! `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

mod cleanup;
mod equal;
#[path = "../../tests/suite/recount.rs"]
mod recount;

use std::process::ExitCode;

use neurmatic_http::Services;
use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_tasks::Worker;
use neurmatic_testing::World;
use tasks::TaskState;

#[tokio::main]
async fn main() -> ExitCode {
    let size = std::env::var("TASKS_UPKEEP").map_or(Size::Realistic, |size| size.parse().unwrap());
    let world = World::new().await;
    println!("seeding {} data …", size.as_str());
    let mut owner = world.another_owner().await;
    let summary = seed(&mut owner, size, &Options::as_of(today()).unwrap()).await.unwrap();
    println!("seeded in {:.0} s", summary.time.as_secs_f64());
    let is_equal = equal::run(&world).await;
    cleanup::run(&world).await;
    if is_equal { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A worker that can do every task.
fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}
