//! Invalidating a tag that 10, 1,000 and 100,000 keys carry, and what memory keys leave behind that have expired.
//!
//! Reads `TEST_REDIS_URL`, and needs it for itself while it looks at its memory.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that can't be taken shall stop")]

use std::io::Write;
use std::time::{Duration, Instant};

use neurmatic_cache::{Cache, Entry, Invalidation, Namespace, Tag, Tier};
use neurmatic_redis::{Redis, cmd};

static LASTING: Namespace = Namespace::new("lasting", Tier::Cold);
static BRIEF: Namespace =
    Namespace::new("brief", Tier::Hot).ttl(Duration::from_secs(5)).stale(Duration::from_secs(1));

const KEYS: [u32; 3] = [10, 1_000, 100_000];
const ROUNDS: usize = 400;

/// Keys whose memory is looked at, some times over: what the first leave behind may be room that Redis keeps.
const EXPIRING: u32 = 20_000;
const EXPIRIES: usize = 3;

/// Looks at whether they have gone, four a second.
const LOOKS_MAX: usize = 240;

/// A connection waits no longer than this.
const LONG: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis to measure on");
    let redis = Redis::open(&url, &format!("invalidation-{}", std::process::id())).unwrap();
    let cache = Cache::new(redis.clone());
    let mut out = std::io::stdout();

    for _ in 0..EXPIRIES {
        expire(&redis, &cache, &mut out).await;
    }

    for keys in KEYS {
        fill(&cache, &LASTING, keys, &Tag::of("held-by", &keys.to_string())).await;
    }
    let mut took = KEYS.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (keys, took) in KEYS.iter().zip(&mut took) {
            let began = Instant::now();
            let tags = [Tag::of("held-by", &keys.to_string())];
            cache.invalidate_tags(&tags, Invalidation::Soft).await.unwrap();
            took.push(began.elapsed());
        }
    }
    let medians = took.map(|mut took| {
        took.sort_unstable();
        took.get(ROUNDS / 2).copied().unwrap()
    });
    for (keys, median) in KEYS.iter().zip(medians) {
        let ratio = median.as_secs_f64() / medians.first().unwrap().as_secs_f64();
        writeln!(out, "a tag of {keys} keys: {median:.1?}, {ratio:.2} times that of 10").unwrap();
    }
}

/// Fills keys that expire, and waits until they have.
async fn expire(redis: &Redis, cache: &Cache, out: &mut impl Write) {
    let before = (keys(redis).await, used_bytes(redis).await);
    fill(cache, &BRIEF, EXPIRING, &Tag::all("brief")).await;
    let filled = (keys(redis).await, used_bytes(redis).await);
    for _ in 0..LOOKS_MAX {
        if keys(redis).await < before.0 + i64::from(EXPIRING) / 1_000 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let left = (keys(redis).await, used_bytes(redis).await);
    let more = |now: (i64, i64)| format!("{} keys, {} KiB", now.0 - before.0, (now.1 - before.1) / 1_024);
    writeln!(out, "filled: {}; left when they have expired: {}", more(filled), more(left)).unwrap();
}

async fn fill(cache: &Cache, namespace: &'static Namespace, keys: u32, tag: &Tag) {
    let names = (0..keys).map(|n| namespace.key(&[tag.as_str(), &n.to_string()]));
    let entry = Entry::found("text/plain", "a short text", None, vec![tag.clone()]);
    let load = async |_| Ok::<_, std::convert::Infallible>(entry.clone());
    assert_eq!(cache.warm(names, 200, load, |_| {}).await.failed, 0);
}

async fn keys(redis: &Redis) -> i64 {
    let mut trip = redis.trip();
    let part = trip.command(cmd("DBSIZE"));
    trip.send(LONG).await.unwrap().take(part).unwrap()
}

async fn used_bytes(redis: &Redis) -> i64 {
    let mut info = cmd("INFO");
    info.arg("memory");
    let mut trip = redis.trip();
    let part = trip.command(info);
    let info: String = trip.send(LONG).await.unwrap().take(part).unwrap();
    info.lines().find_map(|line| line.strip_prefix("used_memory:")?.trim().parse().ok()).unwrap()
}
