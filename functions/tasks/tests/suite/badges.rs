//! `badge:check`: badges that equal a recount of every fact, each given once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use neurmatic_cache::Tag;
use neurmatic_core::ids::UserId;
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{BadgeLook, CheckBadges};
use neurmatic_tasks::{Delivery, Outcome, Worker, outbox, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

use crate::cached::is_loaded;
use crate::probe::let_time_pass;
use crate::recount;

const NOTIFICATIONS: &str = "SELECT count(*) FROM notifications";

fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

async fn check(world: &World, services: &Services, everybody: bool) {
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &CheckBadges { everybody, look: None }).await.unwrap();
    tx.commit().await.unwrap();
    for delivery in run_due_now(&worker(world, services)).await.unwrap() {
        assert_eq!(delivery.outcome, Outcome::Done, "{delivery:?}");
    }
}

/// So many users more, each with up to eleven topics; some were voted up a hundred times.
async fn a_crowd(world: &World, n: i32) {
    let sql = format!(
        "INSERT INTO users (id, email, username)
         SELECT gen_random_uuid(), 'crowd' || n || '@test.example', 'crowd-' || n FROM generate_series(1, {n}) AS n;
         INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
         SELECT gen_random_uuid(), gen_random_uuid(), 'topic_created', u.id, 5
         FROM users u, generate_series(1, split_part(u.username, '-', 2)::integer % 12)
         WHERE u.username LIKE 'crowd-%';
         INSERT INTO reputation_events (source_id, actor_id, event_type, user_id, points)
         SELECT gen_random_uuid(), gen_random_uuid(), 'upvote_received', u.id, 10
         FROM users u, generate_series(1, 100)
         WHERE u.username LIKE 'crowd-%7'"
    );
    world.sql(&sql).await;
}

/// Every badge was told to whoever has it, and to nobody twice.
async fn is_told_exactly(world: &World) -> bool {
    let sql = "SELECT count(*) FROM user_badges e
        FULL JOIN notifications n ON n.user_id = e.user_id AND n.reference_id = e.badge_id
        WHERE e.user_id IS NULL OR n.user_id IS NULL OR n.type <> 'badge_earned' OR n.bundle_count <> 1";
    let twice = "SELECT count(*) FROM (SELECT FROM notifications GROUP BY user_id, reference_id HAVING count(*) > 1) AS twice";
    world.one::<i64>(sql, &[]).await == 0 && world.one::<i64>(twice, &[]).await == 0
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
async fn a_look_goes_on_in_chunks_and_gives_what_a_recount_says() {
    let world = World::new().await;
    let services = world.services();
    some_people(&world).await;
    a_crowd(&world, 2_400).await;
    let expected = recount::badges(world.owner()).await;
    for everybody in [false, true] {
        world.sql("DELETE FROM user_badges; DELETE FROM notifications; UPDATE badge_checks SET checked_at = now() - interval '1 hour'").await;
        let before: Timestamp = world.one("SELECT now()", &[]).await;
        let tx = services.db.begin().await.unwrap();
        outbox::send(&tx, &CheckBadges { everybody, look: None }).await.unwrap();
        tx.commit().await.unwrap();
        let deliveries = run_due_now(&worker(&world, &services)).await.unwrap();
        assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Done), "{deliveries:?}");
        let chunks = deliveries.iter().filter(|delivery| delivery.task == "badge:check").count();
        assert_eq!(chunks, 3);
        assert_eq!(recount::awarded(world.owner()).await, expected);
        assert_eq!(wrong_holders(&world).await, 0);
        assert!(is_told_exactly(&world).await);
        let checked: Timestamp = world.one("SELECT checked_at FROM badge_checks", &[]).await;
        assert!(checked >= before, "it was looked at up to when the look began");
    }
}

#[tokio::test]
async fn a_chunk_that_comes_twice_has_one_effect() {
    let world = World::new().await;
    let services = world.services();
    some_people(&world).await;
    a_crowd(&world, 1_100).await;
    let worker = worker(&world, &services);
    let look = BadgeLook { since: None, begun_at: Timestamp::now(), after: UserId(Uuid::nil()) };
    let tx = services.db.begin().await.unwrap();
    outbox::send(&tx, &CheckBadges { everybody: true, look: Some(look) }).await.unwrap();
    tx.commit().await.unwrap();
    world.sql("CREATE TABLE kept AS TABLE outbox").await;
    run_due_now(&worker).await.unwrap();
    let (before, told) = (recount::awarded(world.owner()).await, world.one::<i64>(NOTIFICATIONS, &[]).await);
    world.sql("INSERT INTO outbox SELECT * FROM kept; DELETE FROM user_badges").await;
    let again = run_due_now(&worker).await.unwrap();
    assert_eq!(again.len(), 1, "it sends nothing: {again:?}");
    assert_eq!(again[0].outcome, Outcome::Repeated);
    assert!(!before.is_empty() && recount::awarded(world.owner()).await.is_empty());
    assert_eq!(world.one::<i64>(NOTIFICATIONS, &[]).await, told);
}

#[tokio::test]
async fn a_look_that_fails_half_way_is_made_up_for() {
    let world = World::new().await;
    let services = world.services();
    some_people(&world).await;
    a_crowd(&world, 1_500).await;
    let last: Uuid = world.one("SELECT max(user_id::text)::uuid FROM reputation_events", &[]).await;
    let refusal = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON user_badges FOR EACH ROW WHEN (NEW.user_id = '{last}') EXECUTE FUNCTION refuse()"
    );
    world.sql(&refusal).await;
    let worker = worker(&world, &services);
    let schedule = schedules::of("badge:check").unwrap();
    schedule.fire(&services.db).await.unwrap();
    let deliveries = run_due_now(&worker).await.unwrap();
    let failed = |delivery: &&Delivery| matches!(delivery.outcome, Outcome::PutBack { .. });
    assert_eq!(deliveries.iter().filter(failed).count(), 1, "{deliveries:?}");
    assert!(!recount::awarded(world.owner()).await.is_empty(), "the first chunk stays");
    let is_over = "SELECT checked_at > '-infinity' FROM badge_checks";
    assert!(!world.one::<bool>(is_over, &[]).await);

    world.sql("DROP TRIGGER refuse ON user_badges").await;
    let_time_pass(&world).await;
    run_due_now(&worker).await.unwrap();
    assert_eq!(recount::awarded(world.owner()).await, recount::badges(world.owner()).await);
    assert!(is_told_exactly(&world).await);
    assert!(world.one::<bool>(is_over, &[]).await);
}

#[tokio::test]
async fn who_has_earned_a_badge_is_told_unless_they_want_no_such_news() {
    let world = World::new().await;
    let services = world.services();
    let (told, muter) = (user(&world, "told").await, user(&world, "muter").await);
    for person in [told, muter] {
        earn(&world, person, "topic_created", 5, 10, 1).await;
    }
    world
        .sql(&format!(
            "INSERT INTO notification_preferences (user_id, type, channel, frequency)
             VALUES ('{muter}', 'badge_earned', 'in_app', 'off'), ('{muter}', 'badge_earned', 'email', 'off')"
        ))
        .await;
    check(&world, &services, false).await;
    check(&world, &services, true).await;
    let sql = "SELECT string_agg(concat_ws(' | ', title, message, action_path), E'\n' ORDER BY title)
        FROM notifications WHERE user_id = $1";
    let news: String = world.one(sql, &[&told]).await;
    let expected = [
        "You earned the badge “Discussion Starter” | Began 10 topics. | /badges#discussion-starter",
        "You earned the badge “First Post” | Began a topic. | /badges#first-post",
        "You earned the badge “Prompt Master” | Shared 10 topics of their own. | /badges#prompt-master",
    ];
    assert_eq!(news, expected.join("\n"));
    let muted: i64 = world.one("SELECT count(*) FROM notifications WHERE user_id = $1", &[&muter]).await;
    assert_eq!((muted, recount::awarded(world.owner()).await.len()), (0, 6));
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
    let purges =
        "WITH gone AS (DELETE FROM purges WHERE value = 'badges' RETURNING 1) SELECT count(*) > 0 FROM gone";
    for is_dropped in [true, false] {
        schedule.fire(&services.db).await.unwrap();
        run_due_now(&worker(&world, &services)).await.unwrap();
        assert_eq!(is_loaded(&services, &tag).await, is_dropped);
        assert_eq!(world.one::<bool>(purges, &[]).await, is_dropped);
    }
}
