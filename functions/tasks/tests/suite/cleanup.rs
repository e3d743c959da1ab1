//! `cleanup:sessions` and `cleanup:old-data`: what goes, what stays, and that nobody waits for it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use neurmatic_db::retention::{Rows, drop_batch};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::payloads::{CleanUpOldData, Sweep};
use neurmatic_tasks::{Delivery, Outcome, Worker, outbox, retention, schedules};
use neurmatic_testing::World;
use tasks::TaskState;
use uuid::Uuid;

use crate::probe::let_time_pass;

fn worker(world: &World, services: &Services) -> Worker {
    let state = TaskState::from_env(&world.env(), services.clone()).unwrap();
    Worker::new(services.db.clone(), tasks::registry(state))
}

/// What one night of a task does.
async fn night(world: &World, services: &Services, task: &str) -> Vec<Delivery> {
    schedules::of(task).unwrap().fire(&services.db).await.unwrap();
    run_due_now(&worker(world, services)).await.unwrap()
}

async fn count(world: &World, of: &str) -> i64 {
    world.one(&format!("SELECT count(*) FROM {of}"), &[]).await
}

/// Kept answers of somebody; those from 1 to `ended` are over.
async fn answers(world: &World, all: i32, ended: i32) -> Uuid {
    let user = world.user().create().await.id;
    let sql = "INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response, expires_at)
        SELECT $1, 'articles.create', 'k' || n, sha256('{}'), 201, '{}',
               now() + CASE WHEN n <= $3 THEN -1 ELSE 1 END * interval '1 minute'
        FROM generate_series(1, $2) AS n";
    world.owner().execute(sql, &[&user.0, &all, &ended]).await.unwrap();
    user.0
}

async fn send_sweep(services: &Services, what: &str) {
    let payload = CleanUpOldData(Sweep { what: what.to_owned(), before: Timestamp::now() });
    let tx = services.db.begin().await.unwrap();
    outbox::send_once(&tx, &payload, what).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn logins_that_ended_go_with_their_spent_tokens_and_links_and_live_ones_stay() {
    let world = World::new().await;
    let services = world.services();
    let user = world.user().create().await.id.0;
    world.sql("DELETE FROM sessions").await;
    let sql = "WITH login AS (
            INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
            SELECT gen_random_uuid(), $1, sha256(n::text::bytea), now() + n * interval '1 hour'
            FROM generate_series(-3, 2) AS n WHERE n <> 0
            RETURNING id, expires_at
        )
        INSERT INTO spent_refresh_tokens (token_hash, session_id)
        SELECT sha256((id::text || n)::bytea), id FROM login, generate_series(1, 700) AS n";
    world.owner().execute(sql, &[&user]).await.unwrap();
    let sql = "INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at)
        SELECT gen_random_uuid(), $1, 'reset_password', sha256(n::text::bytea), now() + n * interval '1 hour'
        FROM unnest(ARRAY[-1, 1]) AS n";
    world.owner().execute(sql, &[&user]).await.unwrap();

    let night = night(&world, &services, "cleanup:sessions").await;

    // 2,100 spent tokens are three chunks, the last of them takes the logins; the links are a chunk of their own.
    assert_eq!(night.len(), 4, "{night:?}");
    assert!(night.iter().all(|delivery| delivery.outcome == Outcome::Done));
    assert_eq!(count(&world, "sessions").await, 2);
    assert_eq!(count(&world, "sessions WHERE expires_at < now()").await, 0);
    assert_eq!(count(&world, "spent_refresh_tokens").await, 1_400);
    assert_eq!(count(&world, "email_tokens").await, 1);
}

#[tokio::test]
async fn each_line_of_the_table_drops_what_is_older_and_nothing_else() {
    let world = World::new().await;
    let services = world.services();
    let one = answers(&world, 3, 2).await;
    let other = world.user().create().await.id.0;
    let told = "INSERT INTO told_followers (user_id, follower_id, told_at)
        VALUES ($1, $2, now() - interval '23 hours'), ($2, $1, now() - interval '25 hours')";
    world.owner().execute(told, &[&one, &other]).await.unwrap();
    world
        .sql("INSERT INTO failed_tasks (id, producer, task, queue, payload, attempts, last_error, failed_at)
            SELECT gen_random_uuid(), 'test', 'a:b', 'bulk', '{}', 5, 'refused', now() - n * interval '1 day'
            FROM unnest(ARRAY[13, 15]) AS n;
            INSERT INTO purges (id, target, value, kind, state, settled_at)
            SELECT gen_random_uuid(), 'tag', 'articles', 'soft', 'accepted', now() - n * interval '1 day'
            FROM unnest(ARRAY[6, 8]) AS n;
            INSERT INTO purges (id, target, value, kind, due_at)
            VALUES (gen_random_uuid(), 'tag', 'topics', 'soft', now() - interval '8 days');
            SET ROLE neurmatic_owner;
            CREATE TABLE inbox_2020_01 PARTITION OF inbox FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
            CREATE TABLE article_views_2020_01 PARTITION OF article_views FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
            CREATE TABLE analytics_events_2020_01 PARTITION OF analytics_events FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
            RESET ROLE")
        .await;

    let night = night(&world, &services, "cleanup:old-data").await;

    assert_eq!(night.len(), retention::OLD_DATA.len(), "{night:?}");
    assert!(night.iter().all(|delivery| delivery.outcome == Outcome::Done), "{night:?}");
    assert_eq!(count(&world, "idempotency_keys").await, 1);
    assert_eq!(count(&world, "failed_tasks").await, 1);
    assert_eq!(count(&world, "told_followers").await, 1);
    assert_eq!(count(&world, "purges WHERE state = 'accepted'").await, 1);
    assert_eq!(
        count(&world, "purges WHERE state = 'waiting'").await,
        1,
        "what was not sent stays, however old"
    );
    let old: i64 = count(&world, "pg_class WHERE relname ~ '_2020_01$' AND relkind = 'r'").await;
    assert_eq!(old, 0);
}

#[tokio::test]
async fn a_chunk_goes_on_as_another_task_until_all_is_gone_and_does_nothing_when_it_comes_twice() {
    let world = World::new().await;
    let services = world.services();
    answers(&world, 2_501, 2_500).await;
    send_sweep(&services, "idempotency_keys").await;
    world.sql("CREATE TABLE kept AS TABLE outbox").await;

    let worker = worker(&world, &services);
    let chunks = run_due_now(&worker).await.unwrap();
    assert_eq!(chunks.len(), 3, "{chunks:?}");
    assert_eq!(count(&world, "idempotency_keys").await, 1);

    world.sql("UPDATE idempotency_keys SET expires_at = now() - interval '1 hour'").await;
    world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    let again = run_due_now(&worker).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].outcome, Outcome::Repeated);
    assert_eq!(count(&world, "idempotency_keys").await, 1);
}

#[tokio::test]
async fn a_writer_and_a_chunk_do_not_wait_for_each_other() {
    let world = World::new().await;
    let services = world.services();
    let user = answers(&world, 10, 8).await;
    let mut writer = world.another_app().await;
    writer.batch_execute("SET lock_timeout = '1s'").await.unwrap();

    // The writer is first: it works on an answer that is over, and the chunk passes it by.
    let writing = writer.transaction().await.unwrap();
    let renew =
        "UPDATE idempotency_keys SET expires_at = now() + interval '1 day' WHERE user_id = $1 AND key = 'k1'";
    assert_eq!(writing.execute(renew, &[&user]).await.unwrap(), 1);
    let chunk = services.db.begin().await.unwrap();
    let dropped = drop_batch(&chunk, Rows::IdempotencyKeys, Timestamp::now(), 5).await.unwrap();
    assert_eq!(dropped, 5);
    writing.commit().await.unwrap();

    // The chunk is first, and isn't committed yet: the writer works on everything that the chunk hasn't taken.
    let insert = "INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response)
        VALUES ($1, 'articles.create', 'new', sha256('{}'), 201, '{}')";
    assert_eq!(writer.execute(insert, &[&user]).await.unwrap(), 1);
    let touch = "UPDATE idempotency_keys SET status = 200 WHERE user_id = $1 AND key IN ('k1', 'k9', 'k10')";
    assert_eq!(writer.execute(touch, &[&user]).await.unwrap(), 3);
    chunk.commit().await.unwrap();
    assert_eq!(count(&world, "idempotency_keys").await, 6);
}

#[tokio::test]
async fn an_old_month_waits_for_its_writers_and_they_for_it_no_longer_than_a_moment() {
    let world = World::new().await;
    let services = world.services();
    world
        .sql("SET ROLE neurmatic_owner;
            CREATE TABLE article_views_2020_01 PARTITION OF article_views FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
            RESET ROLE")
        .await;
    let mut writer = world.another_app().await;
    writer.batch_execute("SET lock_timeout = '2s'").await.unwrap();
    let writing = writer.transaction().await.unwrap();
    let write = "UPDATE article_views SET scroll_depth = 1 WHERE viewed_at < now()";
    writing.batch_execute(write).await.unwrap();
    send_sweep(&services, "article_views").await;

    let worker = worker(&world, &services);
    let (deliveries, _) = tokio::join!(run_due_now(&worker), async {
        tokio::time::timeout(Duration::from_secs(5), writing.batch_execute(write)).await.unwrap().unwrap();
    });
    let Outcome::PutBack { error, .. } = &deliveries.unwrap()[0].outcome else {
        panic!("it did not give way")
    };
    assert!(error.contains("lock"), "{error}");
    writing.commit().await.unwrap();

    let_time_pass(&world).await;
    assert_eq!(run_due_now(&worker).await.unwrap()[0].outcome, Outcome::Done);
    assert_eq!(count(&world, "pg_class WHERE relname = 'article_views_2020_01'").await, 0);
}

/// What somebody was told and has read so many days ago, and one notification that is old and unread.
async fn read_long_ago(world: &World, days: &str) -> Uuid {
    let user = world.user().create().await.id;
    let sql = format!(
        "INSERT INTO notifications (id, user_id, type, title, message, read_at, created_at)
         SELECT gen_random_uuid(), '{user}', 'mention', 'News', 'Read', now() - n * interval '1 day', now() - interval '1 year'
         FROM {days} AS n;
         INSERT INTO notifications (id, user_id, type, title, message, created_at)
         VALUES (gen_random_uuid(), '{user}', 'mention', 'News', 'Unread', now() - interval '1 year')"
    );
    world.sql(&sql).await;
    user.0
}

/// Users whose counts differ from a recount of what they were told.
const WRONG_COUNTS: &str = "notification_counters c WHERE (shown_count, unread_count) <>
    (SELECT count(*) FILTER (WHERE is_shown), count(*) FILTER (WHERE is_unread) FROM notifications n WHERE n.user_id = c.user_id)";

#[tokio::test]
async fn what_was_read_ninety_days_ago_goes_in_chunks_and_counts_stay_exact() {
    let world = World::new().await;
    let services = world.services();
    for _ in 0..2 {
        read_long_ago(&world, "unnest(ARRAY[89, 91])").await;
    }
    read_long_ago(&world, "generate_series(100, 2199)").await;

    let night = night(&world, &services, "cleanup:old-data").await;

    // 2,102 are three chunks.
    assert_eq!(night.len(), retention::OLD_DATA.len() + 2, "{night:?}");
    assert_eq!(count(&world, "notifications WHERE read_at < now() - interval '90 days'").await, 0);
    assert_eq!(count(&world, "notifications WHERE read_at IS NOT NULL").await, 2);
    assert_eq!(count(&world, "notifications WHERE is_unread").await, 3, "what is unread stays");
    assert_eq!(count(&world, WRONG_COUNTS).await, 0);
}

#[tokio::test]
async fn who_is_told_something_just_now_is_passed_by() {
    let world = World::new().await;
    let services = world.services();
    let mut users = Vec::new();
    for _ in 0..3 {
        users.push(read_long_ago(&world, "generate_series(91, 95)").await);
    }
    let mut teller = world.another_app().await;
    teller.batch_execute("SET lock_timeout = '1s'").await.unwrap();
    let lock = "SELECT FROM notification_counters WHERE user_id = $1 FOR NO KEY UPDATE";

    // The teller is first: the chunk passes his reader by, and takes the others'.
    let telling = teller.transaction().await.unwrap();
    telling.execute(lock, &[&users[0]]).await.unwrap();
    let chunk = services.db.begin().await.unwrap();
    let before = Timestamp::now() - SignedDuration::from_hours(24 * 90);
    assert_eq!(drop_batch(&chunk, Rows::ReadNotifications, before, 7).await.unwrap(), 7);
    telling.commit().await.unwrap();

    // The chunk is first, and isn't committed yet: whom it hasn't come to can be told.
    let tell = "INSERT INTO notifications (id, user_id, type, title, message) VALUES ($1, $2, 'mention', 'News', 'New')";
    assert_eq!(teller.execute(tell, &[&Uuid::now_v7(), &users[0]]).await.unwrap(), 1);
    chunk.commit().await.unwrap();
    let rest = services.db.begin().await.unwrap();
    assert_eq!(drop_batch(&rest, Rows::ReadNotifications, before, 100).await.unwrap(), 8);
    rest.commit().await.unwrap();
    assert_eq!(count(&world, "notifications").await, 4);
    assert_eq!(count(&world, WRONG_COUNTS).await, 0);
}
