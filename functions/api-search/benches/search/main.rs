//! Searches and suggestions on realistic data, through the routes and past every cache: how long they take alone and while
//! others search, which part of that is Postgres', by which indexes, and whether known things are found.
//!
//! `SEARCH_BENCH=tenth` takes other data: `test`, `demo`, `tenth`, `realistic`, `huge`. Reads the variables that
//! `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its tables"
)]

mod alone;
mod asks;
#[path = "../../tests/suite/known.rs"]
mod known;
mod load;
mod plans;
mod statements;
mod words;

use std::process::ExitCode;

use neurmatic_http::Services;
use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::{Client, World};
use words::Words;

/// Things of each kind that are sought by what they are called.
const ITEMS: usize = 200;

/// What is searched, and by whom.
pub(crate) struct Bench {
    pub(crate) world: World,
    pub(crate) services: Services,
    pub(crate) client: Client,
    pub(crate) words: Words,
}

#[tokio::main]
async fn main() -> ExitCode {
    let size = std::env::var("SEARCH_BENCH").map_or(Size::Realistic, |size| size.parse().unwrap());
    let bench = prepared(size).await;
    alone::run(&bench).await;
    load::run(&bench).await;
    plans::tell(&bench).await;
    let checked = known::check(&bench.world, &bench.client, ITEMS).await;
    println!("known things, sought among everything by three words of a title or by a name\n{checked}");
    if checked.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Loads the data, and reads what there is to search for.
async fn prepared(size: Size) -> Bench {
    let world = World::new().await;
    println!("seeding {} data …", size.as_str());
    let options = Options::as_of(today()).unwrap();
    let summary = seed(&mut world.another_owner().await, size, &options).await.unwrap();
    println!("seeded in {:.0} s\n", summary.time.as_secs_f64());
    known::prepare(&world).await;
    let words = Words::read(&world).await;
    // What the seeding left to be written would be written under the measurements.
    world.sql("CHECKPOINT").await;
    let services = world.services();
    let client = world.client(api_search::routes().into_router(services.clone(), &services));
    Bench { world, services, client, words }
}
