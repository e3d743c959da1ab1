//! Tasks a second.

use std::time::{Duration, Instant};

use futures::future::join_all;
use neurmatic_config::Worker as Settings;
use neurmatic_tasks::embedded::Runner;
use neurmatic_testing::World;
use tokio_postgres::Client;

use crate::CONCURRENCY;
use crate::noop::{Begun, worker};

const TASKS: usize = 10_000;
const ROUNDS: usize = 5;

const FILL: &str = "INSERT INTO {table} (id, task, queue, payload)
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
            || substr(md5(n::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid,
           'pace:noop', 'default', jsonb_build_object('n', n, 'of', NULL)
    FROM generate_series(1, $1::bigint) n";

pub(crate) async fn run() {
    let world = World::new().await;
    world.sql("CREATE TABLE bare (LIKE outbox INCLUDING ALL); GRANT ALL ON bare TO neurmatic_app").await;
    println!(
        "no-op tasks a second, {ROUNDS} rounds of {TASKS} in turns, {CONCURRENCY} at once and in a batch\n\
         {:<10}{:>14}{:>14}{:>14}{:>10}",
        "round", "bare", "ours", "ours/bare", ""
    );
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let bare = TASKS as f64 / bare(&world).await.as_secs_f64();
        let ours = TASKS as f64 / ours(&world).await.as_secs_f64();
        ratios.push(ours / bare);
        println!("{round:<10}{bare:>14.0}{ours:>14.0}{:>14.2}", ours / bare);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "median {:.2} × (goal 0.8), from {:.2} to {:.2}\n",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

async fn fill(world: &World, table: &str) {
    let sql = FILL.replace("{table}", table);
    world.owner().execute(&sql, &[&(TASKS as i64)]).await.unwrap();
    world.sql(&format!("VACUUM ANALYZE {table}")).await;
}

/// Loops that lock a batch, do nothing, and delete it.
async fn bare(world: &World) -> Duration {
    fill(world, "bare").await;
    let clients = join_all((0..CONCURRENCY).map(|_| world.another_app())).await;
    let began = Instant::now();
    join_all(clients.into_iter().map(drain)).await;
    began.elapsed()
}

async fn drain(mut client: Client) {
    let take = client
        .prepare(
            "SELECT id, payload FROM bare WHERE queue = 'default' AND run_at <= now() ORDER BY run_at, id \
             LIMIT $1 FOR UPDATE SKIP LOCKED",
        )
        .await
        .unwrap();
    let delete = client.prepare("DELETE FROM bare WHERE id = ANY ($1)").await.unwrap();
    loop {
        let tx = client.transaction().await.unwrap();
        let rows = tx.query(&take, &[&(CONCURRENCY as i64)]).await.unwrap();
        if rows.is_empty() {
            return;
        }
        let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.get(0)).collect();
        tx.execute(&delete, &[&ids]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn ours(world: &World) -> Duration {
    fill(world, "outbox").await;
    let (services, begun) = (world.services(), Begun::default());
    let worker = worker(&services, &begun, Duration::ZERO);
    let began = Instant::now();
    let runner = Runner::start(worker, &Settings { concurrency: CONCURRENCY });
    begun.wait_for(TASKS, &|_| true).await;
    runner.stop().await;
    let took = began.elapsed();
    let left: i64 = world.one("SELECT count(*) FROM outbox WHERE task = 'pace:noop'", &[]).await;
    assert_eq!(left, 0, "every task is done");
    took
}
