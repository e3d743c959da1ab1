//! A Redis that isn't there, dies, falls silent, and comes back.

use std::time::Duration;

use neurmatic_redis::{Redis, Unavailable, cmd};

use crate::beside;
use crate::own_server::{OwnServer, until};

const BUDGET: Duration = Duration::from_millis(200);

async fn ping(redis: &Redis) -> Result<(), Unavailable> {
    let mut trip = redis.trip();
    trip.command(cmd("PING"));
    trip.send(BUDGET).await.map(|_| ())
}

#[tokio::test]
async fn opening_needs_no_server_and_a_server_that_comes_later_is_found() {
    let mut server = OwnServer::not_started();
    let redis = Redis::open(&server.url(), "test").unwrap();
    assert!(ping(&redis).await.is_err());
    assert!(!redis.is_healthy());

    server.start().await;

    until(async || ping(&redis).await.is_ok()).await;
    assert!(redis.is_healthy());
}

#[tokio::test]
async fn a_killed_server_fails_trips_at_once_and_heals_when_it_is_back() {
    let mut server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    assert!(redis.ready(Duration::from_secs(60)).await);
    ping(&redis).await.unwrap();

    server.kill();
    until(async || matches!(ping(&redis).await, Err(Unavailable::Disconnected | Unavailable::BreakerOpen)))
        .await;
    assert!(!redis.is_healthy());

    server.start().await;
    until(async || ping(&redis).await.is_ok()).await;
    assert!(redis.is_healthy());
}

#[tokio::test]
async fn an_idle_connection_that_broke_is_replaced_before_the_next_trip() {
    let mut server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    ping(&redis).await.unwrap();
    server.kill();
    until(async || !redis.is_healthy()).await;
    server.start().await;
    assert!(redis.ready(Duration::from_secs(60)).await);
    ping(&redis).await.unwrap();
}

#[tokio::test]
async fn a_mute_server_opens_the_breaker_and_one_that_speaks_again_closes_it() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    ping(&redis).await.unwrap();

    server.freeze();
    for _ in 0..5 {
        assert!(matches!(ping(&redis).await, Err(Unavailable::TimedOut)));
    }
    assert!(matches!(ping(&redis).await, Err(Unavailable::BreakerOpen)));
    assert!(!redis.is_healthy());

    server.thaw();
    until(async || ping(&redis).await.is_ok()).await;
    assert!(redis.is_healthy());
}

#[tokio::test]
async fn a_server_that_refuses_to_serve_counts_as_away() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let mut beside = beside(&server).await;
    // A replica of nobody: reads from it are refused, as after a failover.
    redis::cmd("CONFIG")
        .arg("SET")
        .arg("replica-serve-stale-data")
        .arg("no")
        .exec_async(&mut beside)
        .await
        .unwrap();
    redis::cmd("REPLICAOF").arg("127.0.0.1").arg("1").exec_async(&mut beside).await.unwrap();

    let mut trip = redis.trip();
    trip.get(&redis.key("anything"));
    assert!(matches!(trip.send(BUDGET).await, Err(Unavailable::Refusing(_))));
}

#[test]
fn a_url_that_is_none_is_refused_at_the_start() {
    assert!(Redis::open("http://example.org", "test").is_err());
    assert!(Redis::open("not a url", "test").is_err());
}
