//! Each script by itself, through a plain connection.

use redis::aio::MultiplexedConnection;
use redis::{FromRedisValue, Script};

const LOOKUP: &str = include_str!("../../src/scripts/lookup.lua");
const FILL: &str = include_str!("../../src/scripts/fill.lua");
const INVALIDATE: &str = include_str!("../../src/scripts/invalidate.lua");
const RELEASE: &str = include_str!("../../src/scripts/release.lua");

const NONCE: &str = "0123456789abcdef";

/// What a look-up gives a clock that it begins.
const ERA: &str = "00000000000000ea";

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

    async fn look_up_as<T: FromRedisValue>(&mut self, may: &str, wanted: &str, held: &[&str]) -> T {
        let tags_begin = format!("{}t:", self.prefix);
        let arguments = [&[wanted, &tags_begin, may, ERA], held].concat();
        self.run(LOOKUP, &[&format!("e.{wanted}"), "e.identity", "clock", "n:e"], &arguments).await
    }

    async fn look_up(&mut self, wanted: &str, held: &[&str]) -> Vec<String> {
        self.look_up_as("valid", wanted, held).await
    }

    async fn is_hit(&mut self) -> bool {
        self.look_up("br", &[]).await.len() > 1
    }

    /// Misses, and says when a load would start.
    async fn miss(&mut self) -> String {
        let reply = self.look_up("identity", &[]).await;
        assert_eq!(reply.len(), 1, "{reply:?}");
        format!("{}{}", reply[0][..16].parse::<u64>().unwrap() + 1, &reply[0][32..])
    }

    /// Fills identity with `I` and brotli with `B`, and drops gzip.
    async fn fill(&mut self, start: &str, tags: &[&str]) -> Option<String> {
        let names: Vec<String> = tags.iter().map(|tag| format!("t:{tag}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let keys = [&["clock", "e.removed", "n:e"], &names[..], &["e.identity", "e.br", "e.gzip"]].concat();
        let head = format!(
            "n2{}{}0000020000000007\nV\ntext/plain\n{}\nbr",
            &start[16..],
            &start[..16],
            tags.join(",")
        );
        let count = (1 + tags.len()).to_string();
        self.run(FILL, &keys, &[start, "60000", "100000", NONCE, &count, &head, "I", "B"]).await
    }

    async fn invalidate(&mut self, names: &[&str], kind: &str) -> String {
        self.invalidate_after(names, kind, "0").await
    }

    /// For a caller who has seen this time on the clock.
    async fn invalidate_after(&mut self, names: &[&str], kind: &str, seen: &str) -> String {
        let keys = [&["clock"], names].concat();
        self.run(INVALIDATE, &keys, &["100000", NONCE, kind, seen, &names.len().to_string()]).await
    }

    async fn remove(&mut self) -> String {
        let keys = ["clock", "e.removed", "e.identity", "e.br"];
        self.run(INVALIDATE, &keys, &["60000", NONCE, "hard", "0", "1"]).await
    }
}

#[tokio::test]
async fn look_up_says_the_clock_and_begins_one_if_there_is_none() {
    let mut plain = Plain::new().await;
    for broken in ["", "no clock", "1700000000000009ffffffffffffffff"] {
        plain.ask::<()>("SET", "clock", &[broken]).await;
        let start = plain.miss().await;
        let clock: String = plain.ask("GET", "clock", &[]).await;
        assert!(clock.len() == 48 && clock[32..] == *ERA, "{clock}");
        assert_eq!(plain.miss().await, start, "it begins once");
    }
}

#[tokio::test]
async fn look_up_returns_one_entry_or_its_head() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.fill(&start, &["a", "b"]).await.unwrap();
    let whole =
        [("br", &[][..], "br", "B"), ("gzip", &[], "identity", "I"), ("br", &["V.identity"], "br", "B")];
    for (wanted, held, encoding, body) in whole {
        let reply = plain.look_up(wanted, held).await;
        assert_eq!((reply.len(), reply[2].as_str()), (4, encoding), "{reply:?}");
        assert!((1..=60_000).contains(&reply[1].parse().unwrap()), "how long it is kept: {reply:?}");
        assert!(reply[3].contains("\nV\ntext/plain\na,b\nbr\n") && reply[3].ends_with(&format!("\n{body}")));
    }
    let heads =
        [("br", ["x", "V.br"], "br"), ("br", ["x", "*"], "br"), ("gzip", ["x", "V.identity"], "identity")];
    for (wanted, held, encoding) in heads {
        let reply = plain.look_up(wanted, &held).await;
        assert_eq!((reply.len(), reply[2].as_str()), (5, encoding), "{reply:?}");
        assert!(reply[3].ends_with('\n') && !reply[3].ends_with("\n\n"), "the head and no body: {reply:?}");
    }
}

#[tokio::test]
async fn look_up_reads_a_head_of_any_length() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    let tags: Vec<String> = (0..60).map(|tag| format!("a-tag-with-quite-a-long-name-{tag}")).collect();
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    plain.fill(&start, &tags).await.unwrap();
    assert!(plain.is_hit().await);
    plain.invalidate(&[&format!("t:{}", tags[59])], "soft").await;
    assert!(!plain.is_hit().await);
}

#[tokio::test]
async fn look_up_gives_out_what_was_invalidated_only_if_softly_and_only_when_told() {
    for (kinds, is_given) in
        [(&["soft"][..], true), (&["soft", "soft"], true), (&["hard"], false), (&["hard", "soft"], false)]
    {
        for name in ["t:a", "n:e"] {
            let mut plain = Plain::new().await;
            let start = plain.miss().await;
            plain.fill(&start, &["a", "b"]).await.unwrap();
            for kind in kinds {
                plain.invalidate(&[name], kind).await;
            }
            assert!(!plain.is_hit().await, "{name} {kinds:?}");
            let given: Vec<String> = plain.look_up_as("soft", "br", &[]).await;
            assert_eq!(given.len() > 1, is_given, "{name} {kinds:?}");
        }
    }
}

#[tokio::test]
async fn look_up_gives_out_nothing_of_which_a_version_was_lost_or_that_is_void() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.fill(&start, &["a"]).await.unwrap();
    plain.ask::<()>("DEL", "t:a", &[]).await;
    assert_eq!(plain.look_up_as::<Vec<String>>("soft", "br", &[]).await.len(), 1);
    // What comes in its place doesn't hide that it was lost.
    plain.invalidate(&["t:a"], "soft").await;
    assert_eq!(plain.look_up_as::<Vec<String>>("soft", "br", &[]).await.len(), 1);

    let start = plain.miss().await;
    plain.fill(&start, &["a"]).await.unwrap();
    assert!(plain.is_hit().await);
    plain.invalidate(&[], "all").await;
    assert_eq!(plain.look_up_as::<Vec<String>>("soft", "br", &[]).await.len(), 1);
}

#[tokio::test]
async fn look_up_takes_what_is_no_entry_for_none() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    let foreign = format!("n1{start}0000020000000007\nV\ntext/plain\n\n\n{}\nB", "0".repeat(32));
    for value in ["", "nonsense", "n2\n\n\n\n\n", &foreign] {
        plain.ask::<()>("SET", "e.identity", &[value]).await;
        assert_eq!(plain.look_up("identity", &["*"]).await.len(), 1, "{value}");
    }
    plain.ask::<()>("DEL", "e.identity", &[]).await;
    plain.ask::<()>("RPUSH", "e.identity", &["another type"]).await;
    assert_eq!(plain.look_up("identity", &[]).await.len(), 1);
    plain.fill(&start, &[]).await.unwrap();
    assert!(plain.is_hit().await, "and it is replaced");
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
    for name in ["t:a", "t:b", "n:e"] {
        let version: String = plain.ask("GET", name, &[]).await;
        assert!(version[16..].starts_with(NONCE) && version < start, "older than any load: {version}");
        assert_eq!(version[..16], version[32..], "of what was before nobody knows");
        assert!(plain.ask::<i64>("TTL", name, &[]).await > 0);
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
    plain.fill(&start, &["a"]).await.unwrap();
    for name in ["t:a", "n:e"] {
        plain.ask::<()>("DEL", "e.identity", &[]).await;
        let start = plain.miss().await;
        plain.invalidate(&[name], "soft").await;
        assert_eq!(plain.fill(&start, &["a"]).await, None);
    }
    let start = plain.miss().await;
    plain.invalidate(&["t:a"], "soft").await;
    assert_eq!(plain.fill(&start, &["unseen"]).await, None, "nobody can tell of a tag without a version");
    assert!(plain.fill(&start, &[]).await.is_some());
    plain.remove().await;
    assert!(!plain.ask::<bool>("EXISTS", "e.br", &[]).await);
    assert_eq!(plain.fill(&start, &[]).await, None);
    let later = plain.miss().await;
    assert!(plain.fill(&later, &[]).await.is_some());
}

#[tokio::test]
async fn fill_refuses_what_is_void_and_what_began_by_a_clock_that_was_lost() {
    let mut plain = Plain::new().await;
    let start = plain.miss().await;
    plain.invalidate(&[], "all").await;
    assert_eq!(plain.fill(&start, &[]).await, None);
    let start = plain.miss().await;
    assert_eq!(
        plain.fill(&format!("{}{}", start[..16].parse::<u64>().unwrap() + 1, &start[16..]), &[]).await,
        None,
        "from the future"
    );
    plain.ask::<()>("DEL", "clock", &[]).await;
    assert_eq!(plain.fill(&start, &[]).await, None, "no clock");
    plain.miss().await;
    assert_eq!(plain.fill(&start, &[]).await, None, "another clock");
}

#[tokio::test]
async fn invalidate_gives_each_name_and_the_clock_a_new_version() {
    let mut plain = Plain::new().await;
    let mut before = String::new();
    for _ in 0..2 {
        let clock = plain.invalidate(&["t:a", "t:b"], "soft").await;
        assert!(clock > before && clock[16..].starts_with(NONCE));
        assert_eq!(plain.ask::<String>("GET", "clock", &[]).await, clock);
        for tag in ["t:a", "t:b"] {
            assert_eq!(plain.ask::<String>("GET", tag, &[]).await[..32], clock[..32]);
            assert!(plain.ask::<i64>("PTTL", tag, &[]).await > 0);
        }
        before = clock;
    }
    assert_eq!(plain.ask::<i64>("TTL", "clock", &[]).await, -1, "the clock stays");
}

#[tokio::test]
async fn a_version_says_when_the_last_hard_invalidation_was() {
    let mut plain = Plain::new().await;
    let mut hard = Vec::new();
    for kind in ["soft", "soft", "hard", "soft"] {
        let clock = plain.invalidate(&["t:a"], kind).await;
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
    plain.ask::<()>("SET", "clock", &[&format!("{ahead}{NONCE}{ahead}")]).await;
    let start = plain.miss().await;
    let clock = plain.invalidate(&["t:a"], "soft").await;
    assert!(clock[..16] >= start[..16], "{clock} is before {start}");
    let clock = plain.remove().await;
    assert!(clock > start, "{clock} is before {start}");
    assert_eq!(plain.fill(&start, &["a"]).await, None);
}

#[tokio::test]
async fn a_clock_that_is_behind_what_was_seen_makes_all_void_that_was_before() {
    let mut plain = Plain::new().await;
    let (behind, seen) = (4_000_000_000_000_000_u64, "4000000000000500");
    plain.ask::<()>("SET", "clock", &[&format!("{behind}{NONCE}{behind}")]).await;
    let clock = plain.invalidate_after(&[], "hard", &behind.to_string()).await;
    assert_eq!(clock[32..], behind.to_string(), "it goes on");
    let clock = plain.invalidate_after(&[], "hard", seen).await;
    assert!(&clock[..16] > seen && clock[32..] == *NONCE, "{clock}");
    assert_eq!(plain.invalidate(&[], "soft").await[32..], *NONCE, "and the era stays");
}

#[tokio::test]
async fn a_lease_is_given_back_by_its_holder_only() {
    let mut plain = Plain::new().await;
    plain.ask::<()>("SET", "lease", &["ours"]).await;
    assert!(!plain.run::<bool>(RELEASE, &["lease"], &["another", "0"]).await);
    assert!(plain.run::<bool>(RELEASE, &["lease"], &["ours", "60000"]).await);
    assert_eq!(plain.ask::<String>("GET", "lease", &[]).await, "pause");
    assert!((1..=60_000).contains(&plain.ask::<i64>("PTTL", "lease", &[]).await));
    plain.ask::<()>("SET", "lease", &["ours"]).await;
    assert!(plain.run::<bool>(RELEASE, &["lease"], &["ours", "0"]).await);
    assert!(!plain.ask::<bool>("EXISTS", "lease", &[]).await);
    assert!(!plain.run::<bool>(RELEASE, &["lease"], &["ours", "0"]).await);
}
