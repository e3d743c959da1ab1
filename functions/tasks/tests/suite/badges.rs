//! `badge:check`: badges that equal a recount of every fact, each given once.

use std::collections::BTreeSet;

use neurmatic_cache::Tag;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::CheckBadges;
use neurmatic_tasks::{Outcome, Worker, outbox, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

use crate::cached::is_loaded;
use crate::recount;

fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

async fn check(world: &World, services: &Services, everybody: bool) {
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &CheckBadges { everybody }).await.unwrap();
    tx.commit().await.unwrap();
    for delivery in run_due_now(&worker(world, services)).await.unwrap() {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
}

async fn user(world: &World, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    let sql = "INSERT INTO users (id, email, username) VALUES ($1, $2 || '@test.example', $2)";
    world.owner().execute(sql, &[&id, &name]).await.unwrap();
    id
}

/// So many events of a kind, one every so many hours back from now.
async fn earn(world: &World, user: Uuid, kind: &str, points: i32, n: i32, hours: i32) {
    let sql = "INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points, created_at)
        SELECT gen_random_uuid(), gen_random_uuid(), $2::text::reputation_event_type, $1, $3, now() - make_interval(hours => (e - 1) * $5)
        FROM generate_series(1, $4) AS e";
    world.owner().execute(sql, &[&user, &kind, &points, &n, &hours]).await.unwrap();
}

/// So many votes that a user has cast, on topics made for it.
async fn vote(world: &World, user: Uuid, n: i32) {
    let batch = Uuid::now_v7();
    let sql = format!(
        "INSERT INTO forum_categories (id, name, slug) VALUES (md5('votes')::uuid, 'Votes', 'votes') ON CONFLICT DO NOTHING;
         INSERT INTO topics (id, title, slug, content, category_id, visibility)
         SELECT gen_random_uuid(), 'A topic', '{batch}-' || n, 'Some words of it.', md5('votes')::uuid, 'public'
         FROM generate_series(1, {n}) AS n;
         INSERT INTO topic_votes (user_id, topic_id, value)
         SELECT '{user}', id, 1 FROM topics WHERE slug LIKE '{batch}-%';
         INSERT INTO vote_quotas (user_id, day, used) VALUES ('{user}', (now() AT TIME ZONE 'UTC')::date, 1)
         ON CONFLICT (user_id) DO UPDATE SET day = excluded.day"
    );
    world.sql(&sql).await;
}

/// People with more and less than every threshold asks for.
async fn some_people(world: &World) -> Vec<Uuid> {
    let mut people = Vec::new();
    for (n, topics, replies, upvotes, accepted, hours) in [
        (0, 1, 0, 0, 0, 24),
        (1, 10, 49, 50, 1, 24),
        (2, 50, 50, 99, 10, 1),
        (3, 9, 100, 100, 20, 24),
        (4, 0, 500, 500, 50, 7),
        (5, 7, 0, 1_000, 0, 24),
        (6, 6, 0, 49, 0, 24),
        (7, 30, 1, 5, 19, 24),
        (8, 29, 0, 0, 0, 24),
        (9, 40, 0, 0, 0, 48),
        (10, 0, 0, 0, 0, 24),
    ] {
        let person = user(world, &format!("person-{n}")).await;
        earn(world, person, "topic_created", 5, topics, hours).await;
        earn(world, person, "reply_created", 2, replies, hours / 12).await;
        earn(world, person, "upvote_received", 10, upvotes, 1).await;
        earn(world, person, "best_answer", 25, accepted, 1).await;
        people.push(person);
    }
    vote(world, people[0], 99).await;
    vote(world, people[1], 100).await;
    vote(world, people[10], 500).await;
    // What was written long ago makes no streak.
    let past = user(world, "person-of-the-past").await;
    earn(world, past, "topic_created", 5, 12, 24).await;
    let sql = "UPDATE reputation_events SET created_at = created_at - interval '3 days' WHERE user_id = $1";
    world.owner().execute(sql, &[&past]).await.unwrap();
    people.push(past);
    people
}

async fn wrong_holders(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM badges b
        WHERE holder_count <> (SELECT count(*) FROM user_badges WHERE badge_id = b.id)";
    world.one(sql, &[]).await
}

#[tokio::test]
async fn badges_equal_a_recount_of_every_fact_and_are_given_once() {
    let world = World::new().await;
    let services = world.services();
    some_people(&world).await;
    let expected = recount::badges(world.owner()).await;
    let kinds: BTreeSet<&String> = expected.iter().map(|(_, slug)| slug).collect();
    assert_eq!(kinds.len(), 24, "everything that isn't given by hand is earned by somebody: {kinds:?}");
    for everybody in [false, true, true] {
        check(&world, &services, everybody).await;
        assert_eq!(recount::awarded(world.owner()).await, expected);
        assert_eq!(wrong_holders(&world).await, 0);
    }
}

#[tokio::test]
async fn whoever_has_changed_since_the_last_look_is_looked_at_and_a_badge_stays() {
    let world = World::new().await;
    let services = world.services();
    let people = some_people(&world).await;
    check(&world, &services, false).await;
    let before = recount::awarded(world.owner()).await;
    // As if the look had been long ago: what has changed before isn't asked again.
    world.sql("UPDATE user_reputation SET updated_at = now() - interval '1 day'; UPDATE vote_quotas SET day = day - 2").await;
    earn(&world, people[8], "topic_created", 5, 21, 24).await;
    vote(&world, people[0], 1).await;
    world.sql(&format!("DELETE FROM reputation_events WHERE user_id = '{}'", people[4])).await;
    world
        .sql("DELETE FROM user_badges WHERE badge_id IN (SELECT id FROM badges WHERE slug = 'renowned')")
        .await;
    check(&world, &services, false).await;
    let after = recount::awarded(world.owner()).await;
    let new: BTreeSet<(Uuid, String)> = after.difference(&before).cloned().collect();
    let expected = [(people[0], "civic-duty".to_owned()), (people[8], "topic-creator".to_owned())];
    assert!(expected.iter().all(|badge| new.contains(badge)), "{new:?}");
    assert!(after.contains(&(people[4], "prolific".to_owned())), "what was earned stays");
    assert!(!after.contains(&(people[5], "renowned".to_owned())), "who hasn't changed wasn't looked at");
    check(&world, &services, true).await;
    assert!(
        recount::awarded(world.owner()).await.contains(&(people[5], "renowned".to_owned())),
        "a look at everybody finds it"
    );
    assert_eq!(wrong_holders(&world).await, 0);
}

#[tokio::test]
async fn what_says_how_many_have_a_badge_is_dropped_only_when_one_is_given() {
    let world = World::new().await;
    let services = world.services();
    let tag = Tag::all("badges");
    let person = user(&world, "somebody").await;
    earn(&world, person, "topic_created", 5, 1, 1).await;
    assert!(is_loaded(&services, &tag).await);
    let schedule = schedules::ALL.iter().find(|schedule| schedule.task == "badge:check").unwrap();
    for is_dropped in [true, false] {
        schedule.fire(&services.db).await.unwrap();
        run_due_now(&worker(&world, &services)).await.unwrap();
        assert_eq!(is_loaded(&services, &tag).await, is_dropped);
    }
}
