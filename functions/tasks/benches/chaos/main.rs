//! Chaos: many tasks through four workers that are killed, delivered twice, and left without database and queue for a
//! while; then each task's effects are counted. Once by the outbox alone, once through the emulator's queues.
//!
//! In 5 % of the tasks the worker is killed (SIGKILL) before or after the effect; another is killed now and then from outside;
//! 2 % of the tasks are delivered again, also after they were done; database and queue are away for 30 s each. At the end a
//! smaller run without the memory of the inbox shows that the count finds what the inbox prevents.
//!
//! `TASKS_CHAOS=10000,1000` takes other numbers of tasks; `TASKS_CHAOS_OUTAGE_SECS` another length of the outages. Reads the
//! variables that `cargo dev bench` sets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

mod check;
mod crew;
mod step;

use std::time::{Duration, Instant};

use neurmatic_http::Services;
use neurmatic_tasks::{outbox, polled};
use neurmatic_testing::World;

use check::Count;
use crew::{Crew, Way};
use step::Step;

/// Tasks by the outbox alone, and through queues.
const TASKS: (i64, i64) = (100_000, 10_000);

/// How long database and queue are away.
const OUTAGE: Duration = Duration::from_secs(30);

/// Tasks that one transaction writes.
const PER_TRANSACTION: i64 = 50;

/// How long a run may take before it counts as stuck.
const PATIENCE: Duration = Duration::from_secs(3_600);

#[tokio::main]
async fn main() {
    if let Some(way) = Way::of_worker() {
        return step::work(way).await;
    }
    let text = std::env::var("TASKS_CHAOS").unwrap_or_default();
    let mut given = text.split(',').filter_map(|n| n.trim().parse().ok());
    let tasks = (given.next().unwrap_or(TASKS.0), given.next().unwrap_or(TASKS.1));
    let outage = std::env::var("TASKS_CHAOS_OUTAGE_SECS").ok().and_then(|secs| secs.parse().ok());
    let outage = outage.map_or(OUTAGE, Duration::from_secs);

    println!("{:<34}{:>9}{:>8}{:>9}{:>8}{:>10}", "", "tasks", "kills", "doubles", "lost", "seconds");
    let mut is_right = true;
    for (way, tasks) in [(Way::Embedded, tasks.0), (Way::Queued, tasks.1)] {
        let Some(world) = way.world().await else {
            println!("{:<34}left out: there is no emulator of the queues", way.name());
            continue;
        };
        let count = run(way, world, tasks, outage, true).await;
        is_right &= count.lost == 0 && count.doubled == 0 && count.given_up == 0;
    }
    let world = Way::Embedded.world().await.unwrap();
    let count = run(Way::Embedded, world, (tasks.0 / 20).max(1_000), Duration::ZERO, false).await;
    assert!(count.doubled > 0, "without the inbox's memory nothing was doubled: the count finds nothing");
    assert!(is_right, "an effect was lost or doubled, or a task was given up");
}

/// One run, and what came of it.
async fn run(way: Way, world: World, tasks: i64, outage: Duration, with_inbox: bool) -> Count {
    let services = world.services();
    check::prepare(&world, with_inbox).await;
    if let Some(sender) = &services.sender {
        polled::make_queues(sender).await.unwrap();
    }
    let began = Instant::now();
    let crew = Crew::start(way, &world);
    // All the while: written, worked on, delivered again, killed.
    let (written, ()) = tokio::join!(write(&services, tasks, outage), trouble(way, &world, outage));
    assert_eq!(written, tasks);
    let count = loop {
        check::deliver_again(&world).await;
        let count = check::count(&world, tasks).await;
        if count.waiting == 0 || began.elapsed() > PATIENCE {
            break count;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    };
    let kills = crew.stop();
    let name = if with_inbox { way.name() } else { "by the outbox, inbox forgotten" };
    println!(
        "{name:<34}{tasks:>9}{kills:>8}{:>9}{:>8}{:>10.0}",
        count.doubled,
        count.lost,
        began.elapsed().as_secs_f64()
    );
    assert!(count.waiting == 0, "{} tasks still wait after {PATIENCE:?}", count.waiting);
    count
}

/// Writes the tasks, some in each transaction; one that fails, as in an outage, is written again. A commit whose answer was
/// lost is known by its rows.
async fn write(services: &Services, tasks: i64, outage: Duration) -> i64 {
    let mut from = 0;
    // Spread over the trouble, so that there is something to be troubled.
    let pause = outage.mul_f64(3.0 * PER_TRANSACTION as f64 / tasks as f64);
    while from < tasks {
        let to = (from + PER_TRANSACTION).min(tasks);
        match write_some(services, from, to).await {
            Ok(()) => from = to,
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        tokio::time::sleep(pause).await;
    }
    from
}

async fn write_some(services: &Services, from: i64, to: i64) -> Result<(), neurmatic_db::DbError> {
    let tx = services.db.begin().await?;
    if !step::note(&tx, from, to).await? {
        return Ok(()); // Written before: only the commit's answer was lost.
    }
    for n in from..to {
        outbox::send(&tx, &Step { n }).await?;
    }
    tx.commit().await
}

/// The outages, one after the other.
async fn trouble(way: Way, world: &World, outage: Duration) {
    if outage.is_zero() {
        return;
    }
    tokio::time::sleep(outage / 2).await;
    world.database_gate().shut();
    tokio::time::sleep(outage).await;
    world.database_gate().open();
    if way == Way::Queued {
        tokio::time::sleep(outage / 2).await;
        world.queue_gate().shut();
        tokio::time::sleep(outage).await;
        world.queue_gate().open();
    }
}
