//! A hit through the cache's door, from Redis and from a copy that Redis says still holds, against a bare `GET` of the
//! same bytes, taken in turns in one run.
//!
//! Reads `TEST_REDIS_URL`. Prints the median time of an operation for each, and the median of the rounds' ratios.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that can't be taken shall stop")]

use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use neurmatic_cache::{Answer, BUDGET, Cache, Encoding, Entry, Lookup, Namespace, Tag, Tier, Wanted};
use neurmatic_redis::Redis;
use redis::aio::MultiplexedConnection;

static LIST: Namespace = Namespace::new("bench-list", Tier::Hot);
static UNCHECKED: Namespace = Namespace::new("bench-unchecked", Tier::Hot).unchecked(Duration::from_secs(1));

const ROUNDS: usize = 21;
const OPERATIONS_PER_ROUND: usize = 4_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(compare_all());
}

async fn compare_all() {
    let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis to measure on");
    let mut table = format!("{:<40}{:>12}{:>12}{:>9}\n", "", "bare GET", "cache hit", "ratio");
    for (level, copies_bytes_max) in [("copy", 32 << 20), ("Redis", 0)] {
        for (name, encoding) in [("identity", Encoding::Identity), ("brotli", Encoding::Brotli)] {
            let subject = Subject::prepare(&url, encoding, copies_bytes_max).await;
            for callers in [1, 64] {
                let (bare, hit, ratio) = subject.compare(callers).await;
                let label = format!("{level}: {} bytes {name}, {callers} at once", subject.body_bytes);
                writeln!(table, "{label:<40}{bare:>12.1?}{hit:>12.1?}{ratio:>9.2}").unwrap();
            }
        }
    }
    let unchecked = unchecked_hit(&url).await;
    writeln!(table, "an unchecked copy: {unchecked:.0?}").unwrap();
    std::io::stdout().write_all(table.as_bytes()).unwrap();
}

/// The median time of a hit that asks nobody.
async fn unchecked_hit(url: &str) -> Duration {
    let redis = Redis::open(url, &format!("bench-{}-unchecked", std::process::id())).unwrap();
    let cache = Cache::new(redis.clone());
    let entry =
        async || Ok::<_, Infallible>(Entry::found("application/json", article_list(), None, Vec::new()));
    let mut rounds = Vec::new();
    for _ in 0..=ROUNDS {
        for _ in 0..3 {
            cache
                .get_or_load(UNCHECKED.key(&["newest"]), Wanted::body(Encoding::Identity), entry)
                .await
                .unwrap();
        }
        let began = Instant::now();
        for _ in 0..OPERATIONS_PER_ROUND {
            let mut trip = redis.trip();
            let wanted = Wanted::body(Encoding::Identity);
            let looking = cache.look_up(&mut trip, UNCHECKED.key(&["newest"]), wanted);
            assert!(trip.is_empty(), "nobody is asked");
            let mut answers = trip.send(BUDGET).await;
            assert!(matches!(cache.found(looking, answers.as_mut()), Lookup::Hit(Answer::Body(_))));
        }
        rounds.push(began.elapsed() / u32::try_from(OPERATIONS_PER_ROUND).unwrap());
    }
    median(rounds)
}

/// One body, under a bare key and in the cache.
struct Subject {
    bare: MultiplexedConnection,
    bare_key: String,
    redis: Redis,
    cache: Arc<Cache>,
    encoding: Encoding,
    body_bytes: usize,
}

impl Subject {
    async fn prepare(url: &str, encoding: Encoding, copies_bytes_max: u64) -> Self {
        let redis = Redis::open(url, &format!("bench-{}-{copies_bytes_max}", std::process::id())).unwrap();
        let cache = Arc::new(Cache::with_copies(redis.clone(), copies_bytes_max));
        let entry = || {
            let tags = vec![Tag::all("articles"), Tag::of("category", "bench")];
            async { Ok::<_, Infallible>(Entry::found("application/json", article_list(), None, tags)) }
        };
        let wanted = Wanted::body(encoding);
        let served = cache.get_or_load(LIST.key(&["newest"]), wanted, entry).await.unwrap();
        let Answer::Body(stored) = served.answer else { panic!("no body") };

        let bare_key = redis.key("bare");
        let client = redis::Client::open(url).unwrap();
        let mut bare = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd("SET").arg(&bare_key).arg(&stored.body()[..]).exec_async(&mut bare).await.unwrap();
        Self { bare, bare_key, redis, cache, encoding, body_bytes: stored.body().len() }
    }

    /// The median time of a bare operation, of a hit, and the median ratio of the rounds.
    async fn compare(&self, callers: usize) -> (Duration, Duration, f64) {
        let (mut bares, mut hits, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let bare = time(callers, async || self.get_bare()).await;
            let hit = time(callers, async || self.hit()).await;
            // The first round warms up.
            if round > 0 {
                bares.push(bare);
                hits.push(hit);
                ratios.push(hit.as_secs_f64() / bare.as_secs_f64());
            }
        }
        ratios.sort_by(f64::total_cmp);
        (median(bares), median(hits), ratios.get(ROUNDS / 2).copied().unwrap())
    }

    fn get_bare(&self) -> impl Future<Output = usize> + Send + 'static {
        let (mut bare, key) = (self.bare.clone(), self.bare_key.clone());
        async move {
            let mut get = redis::cmd("GET");
            let body: bytes::Bytes = get.arg(&key).query_async(&mut bare).await.unwrap();
            body.len()
        }
    }

    fn hit(&self) -> impl Future<Output = usize> + Send + 'static {
        let (redis, cache, encoding) = (self.redis.clone(), self.cache.clone(), self.encoding);
        async move {
            let mut trip = redis.trip();
            let looking = cache.look_up(&mut trip, LIST.key(&["newest"]), Wanted::body(encoding));
            let mut answers = trip.send(BUDGET).await;
            match cache.found(looking, answers.as_mut()) {
                Lookup::Hit(Answer::Body(stored)) => stored.into_body().len(),
                other => panic!("not a hit: {other:?}"),
            }
        }
    }
}

/// The time of one operation when so many callers take turns.
async fn time<F: Future<Output = usize> + Send + 'static>(
    callers: usize,
    operation: impl AsyncFn() -> F,
) -> Duration {
    let mut running = tokio::task::JoinSet::new();
    let each = OPERATIONS_PER_ROUND / callers;
    let mut chains = Vec::with_capacity(callers);
    for _ in 0..callers {
        let mut chain = Vec::with_capacity(each);
        for _ in 0..each {
            chain.push(operation().await);
        }
        chains.push(chain);
    }
    let began = Instant::now();
    for chain in chains {
        running.spawn(async move {
            let mut bytes = 0;
            for operation in chain {
                bytes += operation.await;
            }
            bytes
        });
    }
    let bytes: usize = running.join_all().await.into_iter().sum();
    assert!(bytes > 0);
    began.elapsed() / u32::try_from(each * callers).unwrap()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}

/// Twenty slim articles, about 15 KB.
fn article_list() -> String {
    let mut list = String::from(r#"{"data":{"articles":["#);
    for n in 0_u64..20 {
        // Different words for each, so that it compresses like text and not like a repetition.
        let words =
            (0..48).map(|word| format!("{:x}", (n * 48 + word).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40));
        let summary = words.collect::<Vec<_>>().join(" ");
        write!(
            list,
            r#"{{"id":"01980000-0000-7000-8000-{n:012}","slug":"an-article-about-models-{n}","title":"An article about models, part {n}","summary":"{summary}","authorName":"The editors","categoryId":"01980000-0000-7000-8000-00000000000a","publishedAt":"2026-01-{:02}T08:00:00Z","viewCount":{}}},"#,
            n + 1,
            n * 137
        )
        .unwrap();
    }
    list.push_str(r#"]},"pagination":{"limit":20,"nextCursor":null,"page":1,"total":1000}}"#);
    list
}
