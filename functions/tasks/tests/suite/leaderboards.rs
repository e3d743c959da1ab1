//! `leaderboard:update`: leaderboards that equal a sum over every event.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use neurmatic_cache::Tag;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::{Outcome, Worker, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

use crate::cached::is_loaded;

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

/// A place: whose, what was earned, posts, replies, accepted answers.
type Place = (Uuid, i64, i32, i32, i32);

/// The places of a period, from every event of users in use since a time.
async fn summed_up(world: &World, since: Timestamp, places: usize) -> Vec<Place> {
    let sql = "SELECT e.user_id, e.points, e.event_type::text FROM reputation_events e JOIN users u ON u.id = e.user_id
        WHERE u.status = 'active' AND e.created_at >= $1";
    let mut sums: HashMap<Uuid, Place> = HashMap::new();
    for row in world.owner().query(sql, &[&since]).await.unwrap() {
        let user: Uuid = row.get(0);
        let sum = sums.entry(user).or_insert((user, 0, 0, 0, 0));
        sum.1 += i64::from(row.get::<_, i32>(1));
        match row.get::<_, &str>(2) {
            "topic_created" => sum.2 += 1,
            "reply_created" => sum.3 += 1,
            "best_answer" => sum.4 += 1,
            _ => {}
        }
    }
    let mut sums: Vec<Place> = sums.into_values().filter(|place| place.1 > 0).collect();
    sums.sort_by_key(|place| (std::cmp::Reverse(place.1), place.0));
    sums.truncate(places);
    sums
}

async fn written(world: &World, period: &str) -> Vec<Place> {
    let sql = "SELECT user_id, reputation_gain, post_count, reply_count, accepted_count, rank
        FROM leaderboard_entries WHERE period = $1::text::leaderboard_period ORDER BY rank";
    let rows = world.owner().query(sql, &[&period]).await.unwrap();
    assert!(rows.iter().zip(1_i16..).all(|(row, rank)| row.get::<_, i16>(5) == rank), "no rank is left out");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))).collect()
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
            let expected = summed_up(&world, since, places).await;
            assert!(expected.len() > 20, "{period} has too few to say anything: {}", expected.len());
            assert_eq!(written(&world, period).await, expected, "{period}");
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
