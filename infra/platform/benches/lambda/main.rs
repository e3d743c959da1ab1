//! Every function as it is deployed, at a stub of Lambda's runtime API: from its start to its first question for an event, its first
//! answer, warm answers, memory after many of them, and its package. In the same run, beside them, a function on Node.js that answers
//! the same list from the same Redis, and the least program that Lambda's runtime allows. At the end, what it would cost.
//!
//! `cargo dev bench lambda` builds the programs as `cargo dev package` does, and says in `LAMBDA_PROGRAMS` and `LAMBDA_PACKAGES` where
//! they are. `LAMBDA_STARTS` (50) and `LAMBDA_REQUESTS` (100,000 for each function) say how much, `LAMBDA_FUNCTION` of which one. What
//! AWS does before it starts a program isn't in the figures. One row reads its secret first, as deployed functions do, from a stand-in on
//! this machine: without TLS and the way there.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its tables"
)]

mod costs;
mod measure;
mod node;
mod programs;
mod report;

use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::{Event, RuntimeStub, World};

use measure::{Starts, Warm};
use programs::{LIST, LISTING, MINIMAL, Program, WITH_SECRET};

/// What is seen of a program.
pub(crate) struct Seen {
    pub(crate) program: Program,
    pub(crate) starts: Starts,
    /// None for what is only started.
    pub(crate) warm: Option<Warm>,
}

#[tokio::main]
async fn main() {
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse::<usize>().unwrap());
    let (starts, requests) = (number("LAMBDA_STARTS", 50), number("LAMBDA_REQUESTS", 100_000));
    assert!(starts > 0 && requests >= measure::WARM_UP, "too few to measure");
    let world = World::new().await;
    println!("seeding …");
    seed(&mut world.another_owner().await, Size::Demo, &Options::as_of(today()).unwrap()).await.unwrap();

    let only = std::env::var("LAMBDA_FUNCTION").ok();
    let is_wanted = |name: &str| {
        only.as_deref().is_none_or(|only| only == name) || [MINIMAL, LISTING, WITH_SECRET].contains(&name)
    };
    let mut programs: Vec<Program> =
        programs::all(&world).await.into_iter().filter(|program| is_wanted(program.name)).collect();
    let listing = programs.iter().find(|program| program.name == LISTING).expect("the baseline's other side");
    let baseline = node::baseline(&world, &list(listing, &world).await).await;
    programs.extend(baseline);

    let mut seen: Vec<Seen> =
        programs.into_iter().map(|program| Seen { program, starts: Starts::default(), warm: None }).collect();
    println!("{starts} starts of each, in turns …");
    for round in 0..=starts {
        // In turns, so that whatever else the machine does meets all of them alike. The first start reads the program from
        // the disk, and isn't counted.
        for seen in &mut seen {
            let start = measure::start(&seen.program, &world).await;
            if round > 0 {
                seen.starts.add(start);
            }
        }
    }
    println!("{requests} requests to each, one after the other …");
    for seen in &mut seen {
        seen.starts.sort();
        seen.warm = measure::warm(&seen.program, &world, requests).await;
    }
    report::print(&seen);
    let listing = seen.iter().find(|seen| seen.program.name == LISTING).expect("it was measured");
    measure::print_concurrent(&listing.program, &world, requests).await;
    costs::print(&seen);
}

/// The list's bytes, as our function answers them.
async fn list(program: &Program, world: &World) -> Vec<u8> {
    let stub = RuntimeStub::start_at(&program.path, &program.env).await;
    let event = Event::new("GET", LIST).from_address(&world.address()).json().to_string();
    stub.answer(event).await.reply.body.to_vec()
}
