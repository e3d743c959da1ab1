//! From the commit to the task's first line.

use std::time::{Duration, Instant};

use neurmatic_config::Worker as Settings;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::Runner;
use neurmatic_tasks::polled::{self, Poller};
use neurmatic_tasks::{Cause, QueueWorker, outbox};
use neurmatic_testing::World;

use crate::CONCURRENCY;
use crate::noop::{Begun, Noop, percentile, worker};

const TASKS: usize = 1_000;

/// 50 tasks a second.
const EVERY: Duration = Duration::from_millis(20);

pub(crate) async fn run() {
    println!(
        "from the commit to the task's beginning, {TASKS} tasks, one each {EVERY:?} (goal: p99 below 100 ms)"
    );
    println!("{:<24}{:>10}{:>10}{:>10}", "", "p50 ms", "p99 ms", "longest");
    let world = World::new().await;
    let (services, begun) = (world.services(), Begun::default());
    let runner =
        Runner::start(worker(&services, &begun, Duration::ZERO), &Settings { concurrency: CONCURRENCY });
    tell("by the outbox", &services, &begun).await;
    runner.stop().await;

    let Some(world) = World::with_queues().await else {
        println!("through queues: left out, there is no emulator of the queues\n");
        return;
    };
    let (services, begun) = (world.services(), Begun::default());
    let sender = services.sender.clone().unwrap();
    polled::make_queues(&sender).await.unwrap();
    let queue_worker = QueueWorker::new(worker(&services, &begun, Duration::ZERO), sender, CONCURRENCY);
    let poller = Poller::start(&queue_worker, &services.db);
    tell("through queues", &services, &begun).await;
    poller.stop().await;
    println!();
}

async fn tell(name: &str, services: &Services, begun: &Begun) {
    let mut times = delays(services, begun, TASKS, EVERY, &|_| None, &|_| true).await;
    times.sort_by(f64::total_cmp);
    let (p50, p99) = (percentile(&times, 50), percentile(&times, 99));
    println!("{name:<24}{p50:>10.1}{p99:>10.1}{:>10.1}", times[times.len() - 1]);
}

/// Sends tasks at a pace, each in a transaction of its own as a request does, and says how long each waited, in milliseconds.
/// `of` names the tenant of each, and `is_ours` knows them.
pub(crate) async fn delays(
    services: &Services,
    begun: &Begun,
    tasks: usize,
    every: Duration,
    of: &dyn Fn(usize) -> Option<String>,
    is_ours: &dyn Fn(Option<&str>) -> bool,
) -> Vec<f64> {
    let mut committed = Vec::with_capacity(tasks);
    let mut due = tokio::time::interval(every);
    for n in 0..tasks {
        due.tick().await;
        let cause = Cause::request(format!("pace-{n}"));
        let noop = Noop { n, of: of(n) };
        let at = cause
            .run(async {
                let tx = services.db.begin().await.unwrap();
                outbox::send(&tx, &noop).await.unwrap();
                tx.commit().await.unwrap();
                Instant::now()
            })
            .await;
        committed.push(at);
        if let Some(sender) = &services.sender {
            sender.send_written(&services.db, &cause).await;
        }
    }
    let begun = begun.wait_for(tasks, is_ours).await;
    begun
        .into_iter()
        .map(|(n, at)| at.saturating_duration_since(committed[n]).as_secs_f64() * 1000.0)
        .collect()
}
