//! The proof on realistic data, with the table of all indexes.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

use std::path::Path;
use std::process::ExitCode;

use neurmatic_db::all_queries;
use neurmatic_indexes::{Cases, fill, prove};
use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::World;

/// As many rows as make a table large.
const LARGE_ROWS: u64 = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    let world = World::new().await;
    let mut owner = world.another_owner().await;
    println!("seeding …");
    let summary = seed(&mut owner, Size::Realistic, &Options::as_of(today()).unwrap()).await.unwrap();
    fill(&owner).await.unwrap();
    println!("seeded in {:.0} s, proving …", summary.time.as_secs_f64());
    let queries: Vec<_> = all_queries().collect();
    let cases = Cases::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).unwrap();
    let (mut client, mut other) = (world.another_app().await, world.another_app().await);
    let proof = prove(&mut client, &mut other, &queries, &cases, LARGE_ROWS).await.unwrap();
    println!("{proof}");
    if proof.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
