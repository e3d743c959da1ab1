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

    async fn look_up<T: FromRedisValue>(&mut self, wanted: &str, held: &[&str]) -> T {
        let tags_begin = format!("{}t:", self.prefix);
        let arguments = [&[wanted, &tags_begin], held].concat();
        self.run(LOOKUP, &[&format!("e.{wanted}"), "e.identity", "clock"], &arguments).await
    }

    /// Misses, and says when a load would start.
    async fn miss(&mut self) -> String {
        let clock: String = self.look_up("identity", &[]).await;
        (clock[..16].parse::<u64>().unwrap() + 1).to_string()
    }

    /// Fills identity with `I` and brotli with `B`, and drops gzip.
    async fn fill(&mut self, start: &str, tags: &[&str]) -> Option<String> {
        let names: Vec<String> = tags.iter().map(|tag| format!("t:{tag}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let keys = [&["clock", "e.removed"], &names[..], &["e.identity", "e.br", "e.gzip"]].concat();
        let meta = format!("V\ntext/plain\n{}\nbr", tags.join(","));
        let count = tags.len().to_string();
        self.run(FILL, &keys, &[start, "60000", "100", NONCE, &count, &meta, "I", "B"]).await
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
async fn look_up_returns_one_entry_or_its_head() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.fill(&start, &["a", "b"]).await.unwrap();
    let whole =
        [("br", &[][..], "br", "B"), ("gzip", &[], "identity", "I"), ("br", &["V.identity"], "br", "B")];
    for (wanted, held, encoding, body) in whole {
        let reply: Vec<String> = plain.look_up(wanted, held).await;
        assert_eq!((reply.len(), reply[0].as_str()), (2, encoding), "{reply:?}");
        assert!(reply[1].starts_with("V\ntext/plain\na,b\nbr\n") && reply[1].ends_with(&format!("\n{body}")));
    }
    let heads =
        [("br", ["x", "V.br"], "br"), ("br", ["x", "*"], "br"), ("gzip", ["x", "V.identity"], "identity")];
    for (wanted, held, encoding) in heads {
        let reply: Vec<String> = plain.look_up(wanted, &held).await;
        assert_eq!((reply.len(), reply[0].as_str()), (3, encoding), "{reply:?}");
        assert!(reply[1].ends_with('\n') && !reply[1].ends_with("\n\n"), "the head and no body: {reply:?}");
    }
}

#[tokio::test]
async fn look_up_reads_a_head_of_any_length() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    let tags: Vec<String> = (0..60).map(|tag| format!("a-tag-with-quite-a-long-name-{tag}")).collect();
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    plain.fill(&start, &tags).await.unwrap();
    assert_eq!(plain.look_up::<Vec<String>>("br", &[]).await.len(), 2);
    plain.run::<Value>(INVALIDATE, &["clock", &format!("t:{}", tags[59])], &["100", NONCE, "soft"]).await;
    assert!(plain.look_up::<String>("br", &[]).await.ends_with(NONCE), "a miss");
}

#[tokio::test]
async fn fill_stores_with_a_time_to_live_and_a_version_for_each_new_tag() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.fill(&start, &["a", "b"]).await.unwrap();
    for entry in ["e.identity", "e.br"] {
        let ttl: i64 = plain.ask("PTTL", entry, &[]).await;
        assert!((1..=60_000).contains(&ttl), "{ttl}");
    }
    for tag in ["t:a", "t:b"] {
        let version: String = plain.ask("GET", tag, &[]).await;
        assert!(version[16..].starts_with(NONCE) && version < start, "older than any load: {version}");
        assert!(plain.ask::<i64>("TTL", tag, &[]).await > 0);
    }
}

#[tokio::test]
async fn fill_drops_the_encodings_it_has_no_body_for() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.ask::<()>("SET", "e.gzip", &["of another time"]).await;
    plain.fill(&start, &["a"]).await.unwrap();
    assert!(!plain.ask::<bool>("EXISTS", "e.gzip", &[]).await);
    assert!(plain.ask::<bool>("EXISTS", "e.br", &[]).await);
}

#[tokio::test]
async fn fill_refuses_what_began_before_an_invalidation_or_a_removal() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.run::<Value>(INVALIDATE, &["clock", "t:a"], &["100", NONCE, "soft"]).await;
    assert_eq!(plain.fill(&start, &["a"]).await, None);
    assert_eq!(plain.fill(&start, &["unseen"]).await, None, "nobody can tell of a tag without a version");
    assert!(plain.fill(&start, &[]).await.is_some());
    plain.run::<Value>(REMOVE, &["clock", "e.removed", "e.identity", "e.br"], &["60000", NONCE]).await;
    assert!(!plain.ask::<bool>("EXISTS", "e.br", &[]).await);
    assert_eq!(plain.fill(&start, &[]).await, None);
    let later = plain.miss().await;
    assert!(plain.fill(&later, &[]).await.is_some());
}

#[tokio::test]
async fn invalidate_gives_each_tag_and_the_clock_a_new_version() {
    let mut plain = Plain::new().await;
    for nonce in ["n1", "n2"] {
        let clock: String = plain.run(INVALIDATE, &["clock", "t:a", "t:b"], &["100", nonce, "soft"]).await;
        assert!(clock.ends_with(nonce));
        assert_eq!(plain.ask::<String>("GET", "clock", &[]).await, clock);
        for tag in ["t:a", "t:b"] {
            assert!(plain.ask::<String>("GET", tag, &[]).await.starts_with(&clock));
        }
    }
    assert_eq!(plain.ask::<i64>("TTL", "clock", &[]).await, -1, "the clock stays");
}

#[tokio::test]
async fn a_version_says_when_the_last_hard_invalidation_was() {
    let mut plain = Plain::new().await;
    let mut hard = Vec::new();
    for kind in ["soft", "soft", "hard", "soft"] {
        let clock: String = plain.run(INVALIDATE, &["clock", "t:a"], &["100", NONCE, kind]).await;
        let version: String = plain.ask("GET", "t:a", &[]).await;
        assert_eq!(version.len(), 48);
        hard.push((clock[..16].to_owned(), version[32..].to_owned()));
    }
    assert_eq!(hard[0].1, hard[0].0, "of what was before the first nobody knows");
    assert_eq!(hard[1].1, hard[0].0);
    assert_eq!(hard[2].1, hard[2].0);
    assert_eq!(hard[3].1, hard[2].0);
}

#[tokio::test]
async fn the_clock_never_goes_back_even_if_the_machines_does() {
    let mut plain = Plain::new().await;
    let ahead = 4_000_000_000_000_000_u64;
    plain.ask::<()>("SET", "clock", &[&format!("{ahead}{NONCE}")]).await;
    let start = plain.miss().await;
    for (script, key) in [(INVALIDATE, "t:a"), (REMOVE, "e.removed")] {
        let clock: String = plain.run(script, &["clock", key, "another"], &["60000", NONCE, "soft"]).await;
        assert!(clock >= start, "{clock} is before {start}");
        assert_eq!(plain.fill(&start, &["a"]).await, None);
    }
}
