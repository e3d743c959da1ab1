//! `jobs:expire`: jobs whose time is over.

use neurmatic_cache::Tag;
use neurmatic_core::words::Role;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

use crate::cached::is_loaded;

/// An active job that expires at a time from now, in SQL, and its company.
async fn expiring(world: &World, at: &str) -> (Uuid, Uuid) {
    let user = world.user().role(Role::Company).create().await;
    let (job, company) = (Uuid::now_v7(), Uuid::now_v7());
    let name = format!("n{}", job.simple());
    let owner = world.owner();
    let sql = "INSERT INTO companies (id, name, slug, owner_user_id) VALUES ($1, $2, $2, $3)";
    owner.execute(sql, &[&company, &name, &user.id]).await.unwrap();
    let sql = format!(
        "INSERT INTO jobs (id, company_id, title, slug, description, requirements, job_type, work_location,
            experience_level, location, status, published_at, expires_at)
         VALUES ($1, $2, $3, $3, 'd', 'r', 'full_time', 'remote', 'mid', 'Lisbon', 'active', now(), now() + interval '{at}')"
    );
    owner.execute(&sql, &[&job, &company, &name]).await.unwrap();
    (job, company)
}

async fn look_and_run(world: &World, services: &Services) {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    let schedule = schedules::of("jobs:expire").unwrap();
    schedule.fire(&services.db).await.unwrap();
    run_due_now(&worker).await.unwrap();
}

#[tokio::test]
async fn a_job_whose_time_is_over_is_closed_once_and_dropped_wherever_it_is_shown() {
    let world = World::new().await;
    let services = world.services();
    let (over, company) = expiring(&world, "-1 second").await;
    let (later, _) = expiring(&world, "1 hour").await;
    let tags =
        [Tag::all("jobs"), Tag::of("job", &over.to_string()), Tag::of("company", &company.to_string())];
    for tag in &tags {
        assert!(is_loaded(&services, tag).await);
        assert!(!is_loaded(&services, tag).await, "{tag:?} is not cached");
    }
    for _ in 0..2 {
        look_and_run(&world, &services).await;
    }
    for tag in &tags {
        assert!(is_loaded(&services, tag).await, "{tag:?} was not dropped");
    }
    let purges = "SELECT count(*) FROM purges WHERE state = 'waiting' AND kind = 'hard'";
    assert_eq!(world.one::<i64>(purges, &[]).await, 3);
    let job = "SELECT status || ' ' || revision FROM jobs WHERE id = $1";
    assert_eq!(world.one::<String>(job, &[&over]).await, "closed 2");
    assert_eq!(world.one::<String>(job, &[&later]).await, "active 1");
    let count = "SELECT job_count FROM companies WHERE id = $1";
    assert_eq!(world.one::<i32>(count, &[&company]).await, 0);
}

#[tokio::test]
async fn a_job_that_is_prolonged_meanwhile_stays_open() {
    let world = World::new().await;
    let services = world.services();
    let (job, _) = expiring(&world, "-1 second").await;
    let schedule = schedules::of("jobs:expire").unwrap();
    schedule.fire(&services.db).await.unwrap();
    world.sql("UPDATE jobs SET expires_at = now() + interval '1 hour'").await;
    look_and_run(&world, &services).await;
    assert_eq!(world.one::<String>("SELECT status::text FROM jobs WHERE id = $1", &[&job]).await, "active");
}
