//! The night's clean-up beside those who log in meanwhile.

use std::time::{Duration, Instant};

use neurmatic_config::Worker as Settings;
use neurmatic_tasks::embedded::Runner;
use neurmatic_tasks::schedules;
use neurmatic_testing::World;
use tokio::time::{MissedTickBehavior, interval};
use tokio_postgres::Client;
use uuid::Uuid;

use crate::worker;

/// Logins that ended, each with two spent tokens; as many kept answers that ended.
const OLD: i64 = 200_000;

/// What `cargo dev` sets for a worker, unless told otherwise: tasks that run at once.
const CONCURRENCY: usize = 5;

/// How often somebody comes: 200 a second.
const EVERY: Duration = Duration::from_millis(5);

/// How long they are watched while nothing is cleaned up.
const QUIET: Duration = Duration::from_secs(15);

/// How long a clean-up may take before it counts as stuck.
const PATIENCE: Duration = Duration::from_secs(900);

pub(crate) async fn run(world: &World) {
    fill(world).await;
    println!(
        "somebody writes into the tables that are cleaned up, each {EVERY:?}\n{:<44}{:>10}{:>10}{:>10}{:>10}",
        "", "p50 ms", "p99 ms", "longest", "writes"
    );
    let client = world.another_owner().await;
    tell("nothing is cleaned up", &watched(&client, || async { false }, QUIET).await);

    let services = world.services();
    for task in ["cleanup:sessions", "cleanup:old-data"] {
        schedules::of(task).unwrap().fire(&services.db).await.unwrap();
    }
    let runner = Runner::start(worker(world, &services), &Settings { concurrency: CONCURRENCY });
    let began = Instant::now();
    let times = watched(&client, || async { is_clean(world).await }, PATIENCE).await;
    let took = began.elapsed().as_secs_f64();
    runner.stop().await;
    tell("while it is", &times);
    assert!(is_clean(world).await, "something old is left");
    println!("{} rows were dropped in {took:.0} s\n", 4 * OLD);
}

async fn fill(world: &World) {
    world
        .sql(&format!(
            "WITH someone AS (SELECT array_agg(id) AS ids FROM (SELECT id FROM users ORDER BY id LIMIT 1000) AS firsts),
             login AS (
                 INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
                 SELECT gen_random_uuid(), ids[1 + n % cardinality(ids)], sha256(('old' || n)::bytea), now() - interval '1 day'
                 FROM someone, generate_series(1, {OLD}) AS n
                 RETURNING id
             )
             INSERT INTO spent_refresh_tokens (token_hash, session_id)
             SELECT sha256((id::text || n)::bytea), id FROM login, generate_series(1, 2) AS n;
             INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response, expires_at)
             SELECT id, 'articles.create', 'old' || n, sha256('{{}}'), 201, '{{}}', now() - interval '1 day'
             FROM (SELECT id FROM users ORDER BY id LIMIT 1) AS someone, generate_series(1, {OLD}) AS n;
             ANALYZE sessions; ANALYZE spent_refresh_tokens; ANALYZE idempotency_keys"
        ))
        .await;
}

async fn is_clean(world: &World) -> bool {
    let sql = "SELECT NOT EXISTS (SELECT FROM sessions WHERE expires_at < now() - interval '1 hour')
        AND NOT EXISTS (SELECT FROM idempotency_keys WHERE expires_at < now() - interval '1 hour')";
    world.one(sql, &[]).await
}

/// How long each write took, in milliseconds, until it is over or the time is; asked each second.
async fn watched<F: Future<Output = bool>>(
    client: &Client,
    is_over: impl Fn() -> F,
    at_most: Duration,
) -> Vec<f64> {
    let write = client
        .prepare(
            "WITH login AS (
                 INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
                 SELECT $1, id, sha256($1::uuid::text::bytea), now() + interval '7 days' FROM users ORDER BY id LIMIT 1
                 RETURNING id, user_id
             ), refreshed AS (
                 INSERT INTO spent_refresh_tokens (token_hash, session_id)
                 SELECT sha256(('spent' || id)::bytea), id FROM login
             )
             INSERT INTO idempotency_keys (user_id, route, key, fingerprint, status, response, expires_at)
             SELECT user_id, 'articles.create', id::text, sha256('{}'), 201, '{}', now() + interval '1 day' FROM login",
        )
        .await
        .unwrap();
    let (began, mut asked, mut times) = (Instant::now(), Instant::now(), Vec::new());
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while began.elapsed() < at_most {
        due.tick().await;
        let at = Instant::now();
        client.execute(&write, &[&Uuid::now_v7()]).await.unwrap();
        times.push(at.elapsed().as_secs_f64() * 1000.0);
        if asked.elapsed() > Duration::from_secs(1) {
            asked = Instant::now();
            if is_over().await {
                break;
            }
        }
    }
    times.sort_by(f64::total_cmp);
    times
}

fn tell(name: &str, sorted_ms: &[f64]) {
    let last = sorted_ms.len() - 1;
    let [p50, p99] = [50, 99].map(|percent| sorted_ms[(sorted_ms.len() * percent / 100).min(last)]);
    println!("{name:<44}{p50:>10.1}{p99:>10.1}{:>10.1}{:>10}", sorted_ms[last], sorted_ms.len());
}
