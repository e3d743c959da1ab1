//! Others' tasks while one tenant floods.

use std::time::Duration;

use neurmatic_config::Worker as Settings;
use neurmatic_tasks::embedded::Runner;
use neurmatic_tasks::outbox;
use neurmatic_testing::World;

use crate::CONCURRENCY;
use crate::latency::delays;
use crate::noop::{Begun, Noop, percentile, worker};

/// Tasks of the others, by ten tenants in turn.
const OTHERS: usize = 200;

/// What the flood has for each of theirs.
const TIMES: usize = 100;

/// 20 tasks a second of the others.
const EVERY: Duration = Duration::from_millis(50);

/// How long a task takes: with five at once, 200 a second are done, and the flood alone is a hundred seconds' work.
const TAKES: Duration = Duration::from_millis(20);

pub(crate) async fn run() {
    println!(
        "the delay of {OTHERS} tasks of ten tenants, one each {EVERY:?}; each task takes {TAKES:?} (goal: at most 2 ×)\n\
         {:<44}{:>10}{:>10}",
        "", "p50 ms", "p95 ms"
    );
    let idle = delayed(0).await;
    println!("{:<44}{:>10.1}{:>10.1}", "nobody else", idle.0, idle.1);
    let flooded = delayed(OTHERS * TIMES).await;
    let name = format!("another tenant has sent {} before", OTHERS * TIMES);
    println!("{name:<44}{:>10.1}{:>10.1}", flooded.0, flooded.1);
    println!("{:.2} × and {:.2} ×\n", flooded.0 / idle.0, flooded.1 / idle.1);
}

/// The median and the 95th percentile of the others' delay.
async fn delayed(flood: usize) -> (f64, f64) {
    let world = World::new().await;
    let (services, begun) = (world.services(), Begun::default());
    for first in (0..flood).step_by(500) {
        let tx = services.db.begin().await.unwrap();
        for n in first..(first + 500).min(flood) {
            outbox::send(&tx, &Noop { n, of: Some("flood".to_owned()) }).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let runner = Runner::start(worker(&services, &begun, TAKES), &Settings { concurrency: CONCURRENCY });
    let other = |n: usize| Some(format!("tenant {}", n % 10));
    let mut times = delays(&services, &begun, OTHERS, EVERY, &other, &|of| of != Some("flood")).await;
    runner.stop().await;
    times.sort_by(f64::total_cmp);
    (percentile(&times, 50), percentile(&times, 95))
}
