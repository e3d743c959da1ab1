//! The cache on real Redis servers: one that is shared (`TEST_REDIS_URL`), and ones to be killed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that can't be set up shall fail"
)]

mod broken;
mod children;
mod copies;
mod entries;
mod equivalence;
mod interleavings;
mod invalidation;
mod leases;
mod model;
mod namespaces;
mod outages;
#[path = "../../../redis/tests/suite/own_server.rs"]
mod own_server;
mod processes;
mod schedules;
mod scripts;
mod sharing;
mod stale;
mod unchecked;

use std::convert::Infallible;
use std::time::Duration;

use neurmatic_cache::{
    Answer, Cache, Encoding, Entry, Fill, Key, LoadError, Lookup, Namespace, Served, Source, Tag, Tier,
    Wanted,
};
use neurmatic_redis::Redis;

static PAGE: Namespace = Namespace::new("page", Tier::Hot);

/// Long enough for a busy machine.
const LONG: Duration = Duration::from_secs(60);

/// The shared Redis under a prefix of the caller's own.
fn redis() -> Redis {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis for tests");
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    Redis::open(&url, &format!("test-{now}-{:?}", std::thread::current().id())).unwrap()
}

/// A body of about 15 KB, which compresses.
fn body(text: &str) -> String {
    format!(r#"{{"title":"{text}","summary":"what a list says of an article"}},"#).repeat(250)
}

fn page(text: &str, tags: &[Tag]) -> Entry {
    Entry::found("application/json", body(text), Some(7), tags.to_vec())
}

fn identity() -> Wanted {
    Wanted::body(Encoding::Identity)
}

async fn look_up(redis: &Redis, cache: &Cache, key: Key, wanted: Wanted) -> Lookup {
    let mut trip = redis.trip();
    let looking = cache.look_up(&mut trip, key, wanted);
    let mut answers = trip.send(LONG).await;
    cache.found(looking, answers.as_mut())
}

async fn miss(redis: &Redis, cache: &Cache, key: Key) -> Fill {
    match look_up(redis, cache, key, identity()).await {
        Lookup::Miss(fill) => fill,
        Lookup::Hit(answer) => panic!("a hit: {answer:?}"),
    }
}

async fn is_hit(redis: &Redis, cache: &Cache, key: Key) -> bool {
    matches!(look_up(redis, cache, key, identity()).await, Lookup::Hit(_))
}

/// Fills a key that was missed; the first fill with tags nobody has seen is taken too.
async fn fill(redis: &Redis, cache: &Cache, key: Key, entry: &Entry) {
    let fill = miss(redis, cache, key).await;
    assert!(cache.fill(&fill, entry).await, "the fill is taken");
}

async fn get(cache: &Cache, key: Key, wanted: Wanted, entry: Entry) -> Served {
    cache.get_or_load(key, wanted, async || Ok::<_, Infallible>(entry)).await.unwrap()
}

fn text_of(answer: Answer) -> String {
    match answer {
        Answer::Body(stored) => String::from_utf8(stored.into_body().to_vec()).unwrap(),
        other => panic!("no body: {other:?}"),
    }
}

/// What a load fails with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    Outage,
    Refusal,
}

impl LoadError for Failure {
    fn is_outage(&self) -> bool {
        *self == Self::Outage
    }
}

fn stored(served: &Served) -> bool {
    served.source == Source::Load { stored: true }
}
