//! What each handler, and each function under a mix of its routes, holds more than before: live bytes by the allocator's
//! figures, and resident memory.
//!
//! Each function runs in a process of its own, this program started again, with one request at a time and a pool and
//! caches as on Lambda. Ids that are there are asked for; bodies are empty, so that most writes end at the check of their
//! input. Then one more process lives through a day's traffic of all functions, and must never be thought to leak.
//!
//! Reads the variables that `cargo dev bench` sets, and `MEMORY_REQUESTS` (5,000 for each handler), `MEMORY_MIX` (100,000 for
//! each function), `MEMORY_DAY` (1,000 for each user and hour of the day: about what a user of the load tests asks) and
//! `MEMORY_FUNCTION` (all of them; `day` for the day alone).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

mod day;
mod function;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use neurmatic_core::ids::{SessionId, UserId};
use neurmatic_core::words::Role;
use neurmatic_memory::{Monitor, Settings};
use neurmatic_platform::functions;
use neurmatic_seed::{Options, Size, seed, today};
use neurmatic_testing::World;
use serde::{Deserialize, Serialize};

use day::DAY;

/// Addresses of a function's requests: none comes twice.
const ADDRESSES: u32 = 1 << 20;

/// Addresses and members of the day, the addresses as in the load tests: so many that hardly one meets its limit.
const DAY_ADDRESSES: u32 = 60_000;
const DAY_MEMBERS: usize = 2_000;

/// Administrators whose requests they are, so that none meets its limit.
const ADMINS: usize = 200;

/// Where ids that are there are found, by what stands before them in a path.
const KNOWN: [(&str, &str); 9] = [
    ("/articles/", "SELECT id::text FROM articles ORDER BY id LIMIT 200"),
    ("/forum/topics/", "SELECT id::text FROM topics ORDER BY id LIMIT 200"),
    ("/forum/member/topics/", "SELECT id::text FROM topics ORDER BY id LIMIT 200"),
    ("/forum/replies/", "SELECT id::text FROM replies ORDER BY id LIMIT 200"),
    ("/jobs/", "SELECT id::text FROM jobs ORDER BY id LIMIT 200"),
    ("/companies/", "SELECT id::text FROM companies ORDER BY id LIMIT 200"),
    ("/models/", "SELECT id::text FROM llm_models ORDER BY id LIMIT 200"),
    ("/applications/", "SELECT id::text FROM job_applications ORDER BY id LIMIT 200"),
    ("/users/", "SELECT username FROM users ORDER BY id LIMIT 200"),
];

/// What the process of a function is told.
#[derive(Serialize, Deserialize)]
struct Stand {
    function: String,
    /// Requests for each handler, or of each user in an hour of the day; and for the mix.
    requests: usize,
    mix: usize,
    /// Access tokens of administrators.
    tokens: Vec<String>,
    /// The day's members, with their logins.
    members: Vec<(UserId, SessionId)>,
    known: BTreeMap<String, Vec<String>>,
    origin_secret: String,
    /// The first of the addresses that are this function's, and how many there are.
    first_address: u32,
    addresses: u32,
}

fn main() {
    let mut words = std::env::args().skip(1);
    match (words.next().as_deref(), words.next()) {
        (Some("function"), Some(file)) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let stand: Stand = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
            if stand.function == DAY {
                runtime.block_on(day::live(&stand));
            } else {
                runtime.block_on(function::measure(&stand));
            }
        }
        // Cargo passes `--bench`.
        _ => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(measure_all());
        }
    }
}

/// What watching costs a request, in nanoseconds: of a young process, whose snapshots are the most frequent.
fn cost_ns() -> f64 {
    const ROUNDS: u32 = 20;
    const REQUESTS: u32 = 32_768;
    let started = Instant::now();
    for _ in 0..ROUNDS {
        let monitor = Monitor::new(Settings {
            function: "api-bench".to_owned(),
            limit_bytes: None,
            one_at_a_time: true,
            kept: Box::new(|| 0),
        });
        for _ in 0..REQUESTS {
            monitor.end("bench.get", &monitor.begin());
        }
    }
    started.elapsed().as_nanos() as f64 / f64::from(ROUNDS * REQUESTS)
}

async fn measure_all() {
    println!("watching the memory costs a request {:.0} ns; goal ≤ 1,000", cost_ns());
    let number =
        |name: &str, default| std::env::var(name).map_or(default, |text| text.parse::<usize>().unwrap());
    let (requests, mix) = (number("MEMORY_REQUESTS", 5_000), number("MEMORY_MIX", 100_000));
    let only = std::env::var("MEMORY_FUNCTION").ok();
    let world = World::new().await;
    println!("seeding …");
    seed(&mut world.another_owner().await, Size::Demo, &Options::as_of(today()).unwrap()).await.unwrap();
    let known = known(&world).await;
    let folder = std::env::var("TEST_STATE_DIR").map_or_else(|_unset| std::env::temp_dir(), PathBuf::from);
    println!(
        "{requests} requests to each handler, {mix} in turns to all of a function; goal: no growth, resident ≤ {} MB",
        function::RESIDENT_MB_MAX
    );
    for (place, (name, _)) in (0_u32..).zip(functions()) {
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let stand = Stand {
            function: name.to_owned(),
            requests,
            mix,
            tokens: tokens(&world).await,
            members: Vec::new(),
            known: known.clone(),
            origin_secret: world.origin_secret().to_owned(),
            first_address: place * ADDRESSES,
            addresses: ADDRESSES,
        };
        run(&world, &stand, &folder.join(format!("memory-{name}.json")));
    }
    if only.is_none_or(|only| only == DAY) {
        let stand = Stand {
            function: DAY.to_owned(),
            requests: number("MEMORY_DAY", 1_000),
            mix: 0,
            tokens: Vec::new(),
            members: members(&world).await,
            known,
            origin_secret: world.origin_secret().to_owned(),
            first_address: 0,
            addresses: DAY_ADDRESSES,
        };
        run(&world, &stand, &folder.join("memory-day.json"));
    }
}

async fn members(world: &World) -> Vec<(UserId, SessionId)> {
    let mut members = Vec::with_capacity(DAY_MEMBERS);
    for _ in 0..DAY_MEMBERS {
        let member = world.user().create().await;
        members.push((member.id, member.session));
    }
    members
}

async fn tokens(world: &World) -> Vec<String> {
    let mut tokens = Vec::with_capacity(ADMINS);
    for _ in 0..ADMINS {
        tokens.push(world.user().role(Role::Admin).create().await.token);
    }
    tokens
}

async fn known(world: &World) -> BTreeMap<String, Vec<String>> {
    let mut known = BTreeMap::new();
    for (path, sql) in KNOWN {
        let rows = world.owner().query(sql, &[]).await.unwrap();
        let ids = rows.iter().map(|row| row.get(0)).collect();
        known.insert(format!("/api/v1{path}"), ids);
    }
    known
}

/// Starts this program again as a function.
fn run(world: &World, stand: &Stand, file: &Path) {
    std::fs::write(file, serde_json::to_vec(stand).unwrap()).unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .arg("function")
        .arg(file)
        .env_clear()
        .envs(world.env().pairs())
        .env("AWS_LAMBDA_FUNCTION_NAME", &stand.function)
        .env("DATABASE_POOL_SIZE", "2")
        .status()
        .unwrap();
    assert!(status.success(), "{} failed", stand.function);
    std::fs::remove_file(file).unwrap();
}
