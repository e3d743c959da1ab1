//! Each script by itself, through a plain connection.

use neurmatic_redis::Value;
use redis::aio::MultiplexedConnection;
use redis::{FromRedisValue, Script};

const LOOKUP: &str = include_str!("../../src/scripts/lookup.lua");
const FILL: &str = include_str!("../../src/scripts/fill.lua");
const INVALIDATE: &str = include_str!("../../src/scripts/invalidate.lua");
const REMOVE: &str = include_str!("../../src/scripts/remove.lua");

const NONCE: &str = "0123456789abcdef";

/// A connection and a prefix of the test's own.
struct Plain {
    connection: MultiplexedConnection,
    prefix: String,
}

impl Plain {
    async fn new() -> Self {
        let url = std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL: a Redis for tests");
        let client = redis::Client::open(url).unwrap();
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        let prefix = format!("test-{now}-{:?}:", std::thread::current().id());
        Self { connection: client.get_multiplexed_async_connection().await.unwrap(), prefix }
    }

    async fn run<T: FromRedisValue>(&mut self, script: &str, keys: &[&str], arguments: &[&str]) -> T {
        let script = Script::new(script);
        let mut call = script.prepare_invoke();
        for key in keys {
            call.key(format!("{}{key}", self.prefix));
        }
        call.arg(arguments).invoke_async(&mut self.connection).await.unwrap()
    }

    async fn ask<T: FromRedisValue>(&mut self, command: &str, key: &str, arguments: &[&str]) -> T {
        let mut command = redis::cmd(command);
        command.arg(format!("{}{key}", self.prefix)).arg(arguments);
        command.query_async(&mut self.connection).await.unwrap()
    }

    /// Misses, and says when a load would start.
    async fn miss(&mut self) -> String {
        let clock: String = self.run(LOOKUP, &["e", "clock"], &["identity"]).await;
        (clock[..16].parse::<u64>().unwrap() + 1).to_string()
    }

    async fn fill(&mut self, start: &str, tags: &[&str]) -> Option<String> {
        let keys = [&["e", "clock"], tags].concat();
        let fields = ["meta", "M", "validator", "V", "identity", "I", "br", "B"];
        self.run(FILL, &keys, &[&[start, "60000", "100", NONCE], &fields[..]].concat()).await
    }
}

#[tokio::test]
async fn look_up_says_the_clock_on_a_miss_and_begins_one_if_there_is_none() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    let clock: String = plain.ask("GET", "clock", &[]).await;
    assert!(clock.len() == 16 && clock.bytes().all(|byte| byte.is_ascii_digit()), "{clock}");
    assert_eq!(plain.miss().await, start, "it begins once");
}

#[tokio::test]
async fn look_up_returns_one_body_or_none() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.fill(&start, &["t:a", "t:b"]).await.unwrap();
    let expected: [(&[&str], &[&str]); 6] = [
        (&["br"], &["M", "br", "B"]),
        (&["gzip"], &["M", "identity", "I"]),
        (&["br", "V.br"], &["M", "br"]),
        (&["br", "other", "*"], &["M", "br"]),
        (&["br", "V.identity"], &["M", "br", "B"]),
        (&["gzip", "V.identity"], &["M", "identity"]),
    ];
    for (arguments, reply) in expected {
        assert_eq!(
            plain.run::<Vec<String>>(LOOKUP, &["e", "clock"], arguments).await,
            reply,
            "{arguments:?}"
        );
    }
}

#[tokio::test]
async fn fill_stores_with_a_time_to_live_and_a_version_for_each_new_tag() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.fill(&start, &["t:a", "t:b"]).await.unwrap();
    let ttl: i64 = plain.ask("PTTL", "e", &[]).await;
    assert!((1..=60_000).contains(&ttl), "{ttl}");
    for tag in ["t:a", "t:b"] {
        let version: String = plain.ask("GET", tag, &[]).await;
        assert!(version.ends_with(NONCE) && version < start, "older than any load: {version}");
        assert!(plain.ask::<i64>("TTL", tag, &[]).await > 0);
    }
}

#[tokio::test]
async fn fill_replaces_all_of_an_entry() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.ask::<i64>("HSET", "e", &["gzip", "of another time"]).await;
    plain.fill(&start, &[]).await.unwrap();
    assert!(!plain.ask::<bool>("HEXISTS", "e", &["gzip"]).await);
}

#[tokio::test]
async fn fill_refuses_what_began_before_an_invalidation_or_a_removal() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.run::<Value>(INVALIDATE, &["clock", "t:a"], &["100", "n"]).await;
    assert_eq!(plain.fill(&start, &["t:a"]).await, None);
    assert_eq!(plain.fill(&start, &["t:unseen"]).await, None, "nobody can tell of a tag without a version");
    assert!(plain.fill(&start, &[]).await.is_some());
    plain.run::<Value>(REMOVE, &["e", "clock"], &["60000", NONCE]).await;
    assert_eq!(plain.fill(&start, &[]).await, None);
    assert_eq!(plain.ask::<i64>("HLEN", "e", &[]).await, 1, "only the word of the removal is left");
}

#[tokio::test]
async fn invalidate_gives_each_tag_and_the_clock_a_new_version() {
    let mut plain = Plain::new().await;
    for nonce in ["n1", "n2"] {
        let clock: String = plain.run(INVALIDATE, &["clock", "t:a", "t:b"], &["100", nonce]).await;
        assert!(clock.ends_with(nonce));
        for key in ["clock", "t:a", "t:b"] {
            assert_eq!(plain.ask::<String>("GET", key, &[]).await, clock);
        }
    }
    assert_eq!(plain.ask::<i64>("TTL", "clock", &[]).await, -1, "the clock stays");
}

#[tokio::test]
async fn the_clock_never_goes_back_even_if_the_machines_does() {
    let mut plain = Plain::new().await;
    let ahead = 4_000_000_000_000_000_u64;
    plain.ask::<()>("SET", "clock", &[&format!("{ahead}{NONCE}")]).await;
    let start = plain.miss().await;
    for script in [INVALIDATE, REMOVE] {
        let keys = if script == INVALIDATE { ["clock", "t:a"] } else { ["e", "clock"] };
        let clock: String = plain.run(script, &keys, &["60000", NONCE]).await;
        assert!(clock >= start, "{clock} is before {start}");
        assert_eq!(plain.fill(&start, &["t:a"]).await, None);
    }
}
