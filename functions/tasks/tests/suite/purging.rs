//! `cdn:purge`: sent when there is something to be sent, and done once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use jiff::Timestamp;
use neurmatic_http::{Change, Invalidation, Services, Tag};
use neurmatic_tasks::embedded::run_due_now;
use neurmatic_tasks::outbox::EdgePace;
use neurmatic_tasks::{Delivery, Outcome, Worker, schedules};
use neurmatic_testing::World;
use serde_json::{Value, json};
use tasks::TaskState;
use tokio::net::TcpListener;

use crate::cached::is_loaded;
use crate::probe::let_time_pass;

const ZONE: &str = "0123456789abcdef0123456789abcdef";

/// A CDN's interface that says yes, where it is, and how often it was asked.
async fn interface() -> (String, Arc<AtomicU32>) {
    let calls = Arc::new(AtomicU32::new(0));
    let router = Router::new().route("/zones/{zone}/purge_cache", post(yes)).with_state(Arc::clone(&calls));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, calls)
}

async fn yes(State(calls): State<Arc<AtomicU32>>) -> Json<Value> {
    calls.fetch_add(1, Ordering::SeqCst);
    Json(json!({"success": true, "errors": [], "messages": [], "result": {"id": "a call"}}))
}

fn worker(world: &World, services: &Services, cdn: Option<&str>) -> Worker {
    let mut env = world.env();
    if let Some(url) = cdn {
        let settings = [
            ("CDN_ENABLED", "1"),
            ("CDN_PLAN", "pro"),
            ("CDN_HOST", "origin.example"),
            ("CDN_API_URL", url),
            ("CLOUDFLARE_ZONE_ID", ZONE),
            ("CLOUDFLARE_API_TOKEN", "t0k3n"),
        ];
        env = settings.iter().fold(env, |env, (name, value)| env.with(name, value));
    }
    Worker::new(services.db.clone(), tasks::registry(TaskState::from_env(&env, services.clone()).unwrap()))
}

/// A change as requests make it, committed.
async fn committed(services: &Services, pace: EdgePace) -> Change {
    let tags = vec![Tag::all("articles")];
    let tx = services.db.begin().await.unwrap();
    let change = match pace {
        EdgePace::AtOnce => services.change(&tx, Invalidation::Soft, tags, Vec::new()).await,
        EdgePace::Gathered => services.frequent_change(&tx, tags).await,
    };
    let change = change.unwrap();
    tx.commit().await.unwrap();
    change
}

/// The same, announced.
async fn change(services: &Services, pace: EdgePace) {
    assert!(committed(services, pace).await.announce().await);
}

/// Looks once, as each process does ten times a second, and does what there is.
async fn look(services: &Services, worker: &Worker) -> Vec<Delivery> {
    schedules::of("cdn:purge").unwrap().fire(&services.db).await.unwrap();
    run_due_now(worker).await.unwrap()
}

fn purges(deliveries: &[Delivery]) -> Vec<&Outcome> {
    deliveries.iter().filter(|of| of.task == "cdn:purge").map(|of| &of.outcome).collect()
}

#[tokio::test]
async fn a_change_reaches_the_cdn_once_though_the_task_comes_twice() {
    let world = World::new().await;
    let services = world.services();
    let (url, calls) = interface().await;
    let worker = worker(&world, &services, Some(&url));
    assert_eq!(look(&services, &worker).await, [], "there is nothing to forget");

    change(&services, EdgePace::AtOnce).await;
    let schedule = schedules::of("cdn:purge").unwrap();
    schedule.fire(&services.db).await.unwrap();
    schedule.fire(&services.db).await.unwrap();
    world.sql("CREATE TABLE kept AS SELECT * FROM outbox WHERE task = 'cdn:purge'").await;
    assert_eq!(purges(&run_due_now(&worker).await.unwrap()), [&Outcome::Done]);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    let state: String = world.one("SELECT state || ' ' || receipt FROM purges", &[]).await;
    assert_eq!(state, "accepted a call");

    world.sql("INSERT INTO outbox SELECT * FROM kept").await;
    assert_eq!(purges(&run_due_now(&worker).await.unwrap()), [&Outcome::Repeated]);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert_eq!(look(&services, &worker).await, []);
}

/// The process dies between commit and announcement: the edge, purged at once, fills itself from what is still cached.
#[tokio::test]
async fn what_nobody_announced_is_forgotten_once_more_after_it_was_dropped() {
    let world = World::new().await;
    let services = world.services();
    let (url, calls) = interface().await;
    let worker = worker(&world, &services, Some(&url));
    let tag = Tag::all("articles");
    is_loaded(&services, &tag).await;
    drop(committed(&services, EdgePace::AtOnce).await);
    world.sql("UPDATE outbox SET run_at = now() + interval '1 hour'").await;
    assert_eq!(purges(&look(&services, &worker).await), [&Outcome::Done]);
    assert!(!is_loaded(&services, &tag).await, "there is something to fill the edge from");
    let filled_at = Timestamp::now();

    let_time_pass(&world).await;
    run_due_now(&worker).await.unwrap();
    let again = "SELECT value || ' ' || kind || ' ' || state FROM purges WHERE requested_at > $1";
    assert_eq!(world.one::<String>(again, &[&filled_at]).await, "articles soft waiting");
    assert!(is_loaded(&services, &tag).await, "it was dropped before");
    assert_eq!(purges(&look(&services, &worker).await), [&Outcome::Done]);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn nobody_is_sent_to_a_cdn_that_may_not_be_asked() {
    let world = World::new().await;
    let services = world.services();
    let (url, calls) = interface().await;
    let worker = worker(&world, &services, Some(&url));
    change(&services, EdgePace::Gathered).await;

    for budget in [
        // Left alone; nothing in the bucket; what changes often leaves half of it.
        "blocked_until = now() + interval '1 minute'",
        "blocked_until = '-infinity', tokens = 0.9, size = 25, per_sec = 0, counted_at = now()",
        "tokens = 12",
    ] {
        world.sql(&format!("UPDATE purge_budget SET {budget}")).await;
        assert_eq!(look(&services, &worker).await, [], "{budget}");
    }
    world.sql("UPDATE purge_budget SET tokens = 13").await;
    assert_eq!(purges(&look(&services, &worker).await), [&Outcome::Done]);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn without_a_cdn_one_look_a_minute_finds_something() {
    let world = World::new().await;
    let services = world.services();
    let worker = worker(&world, &services, None);
    change(&services, EdgePace::AtOnce).await;
    assert_eq!(purges(&look(&services, &worker).await), [&Outcome::Done]);
    assert_eq!(look(&services, &worker).await, []);
    let waiting: i64 = world.one("SELECT count(*) FROM purges WHERE state = 'waiting'", &[]).await;
    assert_eq!(waiting, 1);
}
