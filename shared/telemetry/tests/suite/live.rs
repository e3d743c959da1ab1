//! The live figures: of several processes, exact, and only once.

use std::time::Duration;

use jiff::Timestamp;
use neurmatic_redis::Unavailable;
use neurmatic_telemetry::{
    CacheCounts, Figures, KEPT_MINUTES, Kind, STATUS_CLASSES, minute_of, read, read_counts,
};
use neurmatic_testing::{Gate, eventually};

use crate::support::{assert_near, exact_ms, prefix, redis, redis_url, request, skewed, telemetry};

const WITHIN: Duration = Duration::from_secs(10);

/// What is known in Redis of a kind and name, of all minutes.
async fn figures(prefix: &str, kind: Kind, name: &str) -> Figures {
    let last = minute_of(Timestamp::now());
    let found = read(&redis(prefix), kind, last - KEPT_MINUTES + 1..=last).await.unwrap();
    let mut figures = Figures::default();
    found.iter().filter(|of| of.name == name).for_each(|of| figures.merge(&of.figures));
    figures
}

#[tokio::test]
async fn eight_processes_are_counted_exactly_and_their_percentiles_are_those_of_all() {
    let prefix = prefix();
    let mut all = Vec::new();
    let mut processes = Vec::new();
    for process in 0..8 {
        let times = skewed(2_000, process + 1);
        all.extend_from_slice(&times);
        let prefix = prefix.clone();
        processes.push(tokio::spawn(async move {
            let redis = redis(&prefix);
            let telemetry = telemetry(&redis, "test", None);
            for (n, time) in times.into_iter().enumerate() {
                telemetry.request(&request(time, if n % 100 == 0 { 503 } else { 200 }));
                // As a request does it: with whatever it asks anyway.
                let mut trip = redis.trip();
                trip.get("something");
                let carried = telemetry.carry(&mut trip);
                if carried.is_some() || n % 200 == 0 {
                    let mut answers = trip.send(WITHIN).await;
                    telemetry.settled(carried, answers.as_mut());
                }
            }
            telemetry.flush(WITHIN).await;
        }));
    }
    for process in processes {
        process.await.unwrap();
    }
    let found = figures(&prefix, Kind::Operation, "articles.list").await;
    all.sort_unstable();
    assert_eq!((found.total(), found.count("5xx"), found.count("2xx")), (16_000, 160, 15_840));
    assert_eq!(found.count("us"), all.iter().sum::<u64>());
    assert_eq!((found.count("queries"), found.count("miss")), (16_000, 16_000));
    for share in [0.5, 0.95, 0.99] {
        assert_near(found.percentile_ms(share), exact_ms(&all, share));
    }
}

#[tokio::test]
async fn a_batch_whose_answer_was_lost_is_added_once() {
    let prefix = prefix();
    let redis = redis(&prefix);
    let telemetry = telemetry(&redis, "test", None);
    telemetry.request(&request(1_000, 200));
    let mut trip = redis.trip();
    trip.get("something");
    let carried = telemetry.carry(&mut trip);
    assert!(carried.is_some());
    trip.send(WITHIN).await.unwrap();
    telemetry.settled(carried, Err(&mut Unavailable::TimedOut));
    telemetry.request(&request(1_000, 200));
    telemetry.flush(WITHIN).await;
    assert_eq!(figures(&prefix, Kind::Operation, "articles.list").await.total(), 2);
}

#[tokio::test]
async fn a_trip_that_goes_nowhere_carries_nothing() {
    let prefix = prefix();
    let redis = redis(&prefix);
    let telemetry = telemetry(&redis, "test", None);
    telemetry.request(&request(1_000, 200));
    assert!(telemetry.is_due());
    assert!(telemetry.carry(&mut redis.trip()).is_none());
}

#[tokio::test]
async fn what_was_counted_without_redis_is_there_when_it_is_back() {
    let prefix = prefix();
    let url = redis_url();
    let port: u16 = url.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let gate = Gate::before(([127, 0, 0, 1], port).into()).await;
    let behind = format!("redis://127.0.0.1:{}", gate.port());
    let redis = neurmatic_redis::Redis::open(&behind, &prefix).unwrap();
    let telemetry = telemetry(&redis, "test", None);
    gate.shut();
    for _ in 0..50 {
        telemetry.request(&request(1_000, 200));
    }
    telemetry.flush(Duration::from_millis(300)).await;
    assert_eq!(figures(&prefix, Kind::Operation, "articles.list").await.total(), 0);
    gate.open();
    eventually("the counts arrive", async || {
        telemetry.flush(Duration::from_millis(500)).await;
        figures(&prefix, Kind::Operation, "articles.list").await.total() == 50
    })
    .await;
}

#[tokio::test]
async fn of_a_caches_counts_only_what_was_added_is_counted() {
    let prefix = prefix();
    let redis = redis(&prefix);
    let telemetry = telemetry(&redis, "test", None);
    for hits in [3, 3, 10] {
        telemetry.caches(&[CacheCounts { namespace: "articles.list", counts: vec![("hits", hits)] }]);
        telemetry.flush(WITHIN).await;
    }
    assert_eq!(figures(&prefix, Kind::Cache, "articles.list").await.count("hits"), 10);
}

#[tokio::test]
async fn figures_are_forgotten_after_their_quarter_of_an_hour() {
    let prefix = prefix();
    let redis = redis(&prefix);
    let telemetry = telemetry(&redis, "test", None);
    telemetry.request(&request(1_000, 200));
    telemetry.flush(WITHIN).await;
    let minute = minute_of(Timestamp::now());
    let mut lives = Vec::new();
    for minute in [minute - 1, minute] {
        let mut command = neurmatic_redis::cmd("TTL");
        command.arg(redis.key(&format!("live:{minute}:o:articles.list")));
        let mut trip = redis.trip();
        let part = trip.command(command);
        lives.push(trip.send(WITHIN).await.unwrap().take::<i64>(part).unwrap());
    }
    let longest = lives.into_iter().max().unwrap();
    assert!((900..=1_020).contains(&longest), "{longest}");
}

#[tokio::test]
async fn counts_are_read_without_times() {
    let prefix = prefix();
    let telemetry = telemetry(&redis(&prefix), "test", None);
    for status in [200, 200, 304, 404, 503] {
        telemetry.request(&request(1_000, status));
    }
    telemetry.flush(WITHIN).await;
    let last = minute_of(Timestamp::now());
    let minutes = last - KEPT_MINUTES + 1..=last;
    let found = read_counts(&redis(&prefix), Kind::Operation, minutes, &STATUS_CLASSES).await.unwrap();
    let mut figures = Figures::default();
    found.iter().for_each(|of| figures.merge(&of.figures));
    assert_eq!((figures.answered(), figures.count("2xx"), figures.count("5xx")), (5, 2, 1));
    assert_eq!((figures.total(), figures.count("us")), (0, 0), "nobody asked");
}

#[tokio::test]
async fn refusals_are_counted_by_limit() {
    let prefix = prefix();
    let telemetry = telemetry(&redis(&prefix), "test", None);
    for is_closed in [false, false, true] {
        telemetry.limited("read", is_closed);
    }
    telemetry.flush(WITHIN).await;
    let read = figures(&prefix, Kind::Limit, "read").await;
    assert_eq!((read.count("denied"), read.count("closed")), (2, 1));
}
