//! `leaderboard:update`: leaderboards that equal a sum over every event.

use jiff::{SignedDuration, Timestamp};
use neurmatic_cache::Tag;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;

use crate::cached::is_loaded;
use crate::recount;

/// Users, each with events of every kind over the last two months; sums above, at and below zero.
async fn some_history(world: &World) {
    world
        .sql(
            "INSERT INTO users (id, email, username, status)
             SELECT gen_random_uuid(), 'u' || n || '@test.example', 'user-' || n,
                    CASE WHEN n % 17 = 0 THEN 'suspended' ELSE 'active' END::user_status
             FROM generate_series(1, 160) AS n;
             INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points, created_at)
             SELECT gen_random_uuid(), gen_random_uuid(), kind.name::reputation_event_type, u.id, kind.points,
                    now() - make_interval(hours => abs(hashtext(u.username || e)) % 1500)
             FROM users u
             CROSS JOIN generate_series(1, 14) AS e
             JOIN (VALUES (0, 'topic_created', 5), (1, 'reply_created', 2), (2, 'upvote_received', 10),
                          (3, 'downvote_received', -5), (4, 'best_answer', 25)) AS kind (n, name, points)
               ON kind.n = abs(hashtext(e || u.username)) % 5
             WHERE u.username LIKE 'user-%'",
        )
        .await;
}

async fn look_and_run(world: &World, services: &Services) {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    let worker = Worker::new(services.db.clone(), tasks::registry(state));
    let schedule = schedules::ALL.iter().find(|schedule| schedule.task == "leaderboard:update").unwrap();
    schedule.fire(&services.db).await.unwrap();
    for delivery in run_due_now(&worker).await.unwrap() {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
}

#[tokio::test]
async fn leaderboards_equal_a_sum_over_every_event_however_often_they_are_written() {
    let world = World::new().await;
    let services = world.services();
    some_history(&world).await;
    for _ in 0..2 {
        look_and_run(&world, &services).await;
        for (period, days, places) in
            [("weekly", Some(7), 50), ("monthly", Some(30), 50), ("all-time", None, 100)]
        {
            let sql = "SELECT updated_at FROM leaderboards WHERE period = $1::text::leaderboard_period";
            let updated: Timestamp = world.one(sql, &[&period]).await;
            let since =
                days.map_or(Timestamp::UNIX_EPOCH, |days| updated - SignedDuration::from_hours(24 * days));
            let expected = recount::places(world.owner(), since, places).await;
            assert!(expected.len() > 20, "{period} has too few to say anything: {}", expected.len());
            assert_eq!(recount::leaderboard(world.owner(), period).await, expected, "{period}");
        }
        world.sql("DELETE FROM reputation_events WHERE user_id IN (SELECT user_id FROM leaderboard_entries WHERE rank < 3)").await;
    }
}

#[tokio::test]
async fn what_shows_a_leaderboard_is_dropped_when_it_is_written() {
    let world = World::new().await;
    let services = world.services();
    some_history(&world).await;
    let tag = Tag::all("leaderboards");
    assert!(is_loaded(&services, &tag).await);
    assert!(!is_loaded(&services, &tag).await, "it is not cached");
    look_and_run(&world, &services).await;
    look_and_run(&world, &services).await;
    assert!(is_loaded(&services, &tag).await);
}
