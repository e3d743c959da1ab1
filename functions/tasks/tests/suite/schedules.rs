//! Schedules: each due time is fired once, whoever ticks.

use jiff::{SignedDuration, Timestamp};
use neurmatic_config::Worker as WorkerSettings;
use neurmatic_tasks::embedded::Runner;
use neurmatic_tasks::{Schedule, Times, retention, schedules};
use neurmatic_testing::{World, eventually};

use crate::probe::ProbeTask;

#[tokio::test]
async fn of_many_processes_one_fires_a_due_time_and_none_an_older_one() {
    let world = World::new().await;
    let services: Vec<_> = (0..8).map(|_| world.services()).collect();
    let schedule = schedules::of("cleanup:sessions").unwrap();
    let due = schedule.times.unwrap().last(Timestamp::now());

    let fired = futures::future::join_all(services.iter().map(|of| schedule.fire_at(&of.db, due))).await;
    assert_eq!(fired.into_iter().filter(|fired| *fired.as_ref().unwrap()).count(), 1);

    let db = &services[0].db;
    let day = SignedDuration::from_hours(24);
    assert!(!schedule.fire_at(db, due - day).await.unwrap());
    assert!(schedule.fire_at(db, due + day).await.unwrap());
    assert!(!schedule.fire_at(db, due).await.unwrap());
}

#[tokio::test]
async fn a_time_whose_sending_failed_is_still_due() {
    let world = World::new().await;
    let services = world.services();
    let schedule = schedules::of("cleanup:sessions").unwrap();
    let due = schedule.times.unwrap().last(Timestamp::now());
    world.sql("ALTER TABLE outbox RENAME TO away").await;
    schedule.fire_at(&services.db, due).await.unwrap_err();
    world.sql("ALTER TABLE away RENAME TO outbox").await;
    assert!(schedule.fire_at(&services.db, due).await.unwrap());
}

#[tokio::test]
async fn runners_that_start_late_make_up_for_what_they_missed_once() {
    let world = World::new().await;
    let settings = WorkerSettings { concurrency: 2 };
    let probe = ProbeTask::default();
    let runners = [world.services(), world.services()].map(|of| Runner::start(probe.worker(&of), &settings));
    let is_taken =
        |schedule: &&Schedule| matches!(schedule.times, Some(Times::DailyAt { .. } | Times::EverySecs(_)));
    let all = i64::try_from(schedules::ALL.iter().filter(is_taken).count()).unwrap();
    eventually("every schedule was fired", || async {
        world.one::<i64>("SELECT count(*) FROM schedule_fires", &[]).await == all
    })
    .await;
    for runner in runners {
        runner.stop().await;
    }
    // Nobody there knows these tasks, so that they wait.
    let sent: i64 = world.one("SELECT count(*) FROM outbox WHERE task LIKE 'cleanup:%'", &[]).await;
    assert_eq!(usize::try_from(sent).unwrap(), retention::SESSIONS.len() + retention::OLD_DATA.len());
}
