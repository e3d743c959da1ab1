//! The limiter on real Redis servers: one that is shared (`TEST_REDIS_URL`), and ones to be killed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't be set up shall fail")]

mod crowd;
mod limits;
mod outages;
#[path = "../../../redis/tests/suite/own_server.rs"]
mod own_server;

use neurmatic_redis::Redis;

/// The shared Redis under a prefix of the caller's own.
fn redis() -> Redis {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis for tests");
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    Redis::open(&url, &format!("test-{now}-{:?}", std::thread::current().id())).unwrap()
}
