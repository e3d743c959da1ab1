//! Attempts are noted: in the live figures of all instances, by task and outcome.

use std::time::Duration;

use neurmatic_tasks::embedded::run_due_now;
use neurmatic_telemetry::{Kind, minute_of, read};
use neurmatic_testing::World;

use crate::probe::{Probe, ProbeTask, send};

#[tokio::test]
async fn attempts_are_counted_by_task_and_outcome() {
    let world = World::new().await;
    let services = world.services();
    let worker = ProbeTask::default().worker(&services).noted_by(services.telemetry.clone());
    for probe in [Probe::Succeed, Probe::Succeed, Probe::Fail, Probe::FailForGood] {
        send(&services, probe).await;
    }
    run_due_now(&worker).await.unwrap();
    services.flush_telemetry(Duration::from_secs(10)).await;

    let last = minute_of(jiff::Timestamp::now());
    let found = read(&services.redis, Kind::Task, last - 2..=last).await.unwrap();
    let count = |name: &str| found.iter().map(|of| of.figures.count(name)).sum::<u64>();
    assert!(found.iter().all(|of| of.name == "test:probe"));
    assert_eq!((count("done"), count("retried"), count("failed")), (2, 1, 1));
    assert_eq!(found.iter().map(|of| of.figures.total()).sum::<u64>(), 4);
}
