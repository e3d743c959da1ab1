//! A Redis that holds nonsense, has no memory left, or went back in time.

use neurmatic_cache::Invalidation::{Hard, Soft};
use neurmatic_cache::{Cache, Source, Tag};
use neurmatic_redis::{Redis, cmd};

use crate::own_server::{OwnServer, until};
use crate::{Failure, LONG, PAGE, body, fill, get, identity, is_hit, miss, page, redis, stored, text_of};

async fn run(redis: &Redis, words: &[&[u8]]) -> neurmatic_redis::Value {
    let mut command = cmd(std::str::from_utf8(words[0]).unwrap());
    command.arg(&words[1..]);
    let mut trip = redis.trip();
    let part = trip.command(command);
    trip.send(LONG).await.unwrap().take(part).unwrap()
}

#[tokio::test]
async fn what_is_no_entry_is_a_miss_and_is_replaced() {
    let redis = redis();
    let name = redis.key("c:page:1.identity");
    let foreign = format!("n1{}\nV\ntext/plain\n\n\n{}\nanother format", "0".repeat(32), "0".repeat(32));
    let long = "n2".repeat(5_000);
    for broken in [&b""[..], b"\xff\xfe", b"n2", b"\n\n\n\n\n\n", foreign.as_bytes(), long.as_bytes()] {
        // For a process that never saw the key, and for one that has.
        let seen = Cache::new(redis.clone());
        get(&seen, PAGE.key(&["1"]), identity(), page("seen", &[])).await;
        for cache in [Cache::new(redis.clone()), seen] {
            run(&redis, &[b"SET", name.as_bytes(), broken]).await;
            let served = get(&cache, PAGE.key(&["1"]), identity(), page("new", &[])).await;
            assert!(stored(&served), "{broken:?}: {:?}", served.source);
            assert!(is_hit(&redis, &Cache::new(redis.clone()), PAGE.key(&["1"])).await);
        }
    }
    run(&redis, &[b"DEL", name.as_bytes()]).await;
    run(&redis, &[b"RPUSH", name.as_bytes(), b"another type"]).await;
    let served = get(&Cache::new(redis.clone()), PAGE.key(&["1"]), identity(), page("new", &[])).await;
    assert!(stored(&served));
}

#[tokio::test]
async fn broken_versions_and_a_broken_clock_are_replaced_too() {
    let redis = redis();
    for name in ["t:pages", "n:page", "clock", "c:page:1.removed"] {
        let name = redis.key(name);
        for (command, value) in [("SET", "nonsense"), ("RPUSH", "another type")] {
            let cache = Cache::new(redis.clone());
            run(&redis, &[b"DEL", name.as_bytes()]).await;
            run(&redis, &[command.as_bytes(), name.as_bytes(), value.as_bytes()]).await;
            let heals = async || {
                get(&cache, PAGE.key(&["1"]), identity(), page("new", &[Tag::all("pages")])).await.source
                    == Source::Cache
            };
            if name.ends_with("removed") && command == "SET" {
                cache.remove(&PAGE.key(&["1"])).await.unwrap();
            }
            until(heals).await;
            cache.invalidate_tags(&[Tag::all("pages")], Soft).await.unwrap();
            assert!(!is_hit(&redis, &cache, PAGE.key(&["1"])).await);
        }
    }
}

#[tokio::test]
async fn without_memory_reads_and_invalidations_go_on_and_fills_are_left_out() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let (cache, other) = (Cache::new(redis.clone()), Cache::new(redis.clone()));
    let tags = |id| [Tag::of("page", id)];
    fill(&redis, &cache, PAGE.key(&["1"]), &page("1", &tags("1"))).await;
    fill(&redis, &cache, PAGE.key(&["2"]), &page("2", &tags("2"))).await;
    let began = miss(&redis, &cache, PAGE.key(&["3"])).await;

    run(&redis, &[b"CONFIG", b"SET", b"maxmemory", b"1"]).await;
    for process in [&cache, &other] {
        assert!(is_hit(&redis, process, PAGE.key(&["1"])).await);
    }
    for _ in 0..3 {
        let served = get(&other, PAGE.key(&["new"]), identity(), page("new", &[])).await;
        assert_eq!(served.source, Source::Load { stored: false });
    }
    other.invalidate_tags(&tags("1"), Hard).await.unwrap();
    other.invalidate_tags(&tags("3"), Soft).await.unwrap();
    other.remove(&PAGE.key(&["2"])).await.unwrap();
    for id in ["1", "2"] {
        assert!(!is_hit(&redis, &cache, PAGE.key(&[id])).await);
        let failed = cache.get_or_load(PAGE.key(&[id]), identity(), async || Err(Failure::Outage)).await;
        assert_eq!(failed.unwrap_err(), Failure::Outage, "deleted");
    }

    run(&redis, &[b"CONFIG", b"SET", b"maxmemory", b"0"]).await;
    assert!(!cache.fill(&began, &page("3", &tags("3"))).await, "a load from before the invalidation");
    assert!(stored(&get(&cache, PAGE.key(&["1"]), identity(), page("1", &tags("1"))).await));
}

/// A Redis in which a value was filled, then invalidated, and which then lost the invalidation, as a replica that lagged
/// and took over. With a process that has seen the invalidation's time, and a copy of the value.
async fn after_a_failover(redis: &Redis) -> Cache {
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("pages")];
    fill(redis, &cache, PAGE.key(&["1"]), &page("old", &tags)).await;
    assert!(is_hit(redis, &cache, PAGE.key(&["1"])).await);
    let mut before = Vec::new();
    for name in ["clock", "t:pages"] {
        let name = redis.key(name);
        let neurmatic_redis::Value::BulkString(value) = run(redis, &[b"GET", name.as_bytes()]).await else {
            panic!("no value")
        };
        before.push((name, value));
    }
    Cache::new(redis.clone()).invalidate_tags(&tags, Hard).await.unwrap();
    miss(redis, &cache, PAGE.key(&["another"])).await;
    for (name, value) in before {
        run(redis, &[b"SET", name.as_bytes(), &value]).await;
    }
    cache
}

#[tokio::test]
async fn a_redis_that_went_back_in_time_is_noticed_and_all_that_it_holds_is_void() {
    let redis = redis();
    let cache = after_a_failover(&redis).await;
    let newcomer = Cache::new(redis.clone());
    assert!(is_hit(&redis, &newcomer, PAGE.key(&["1"])).await, "who has seen nothing can't tell");
    let failed = cache.get_or_load(PAGE.key(&["1"]), identity(), async || Err(Failure::Outage)).await;
    assert_eq!(failed.unwrap_err(), Failure::Outage);
    assert!(!is_hit(&redis, &newcomer, PAGE.key(&["1"])).await, "now all know");
    let served = get(&cache, PAGE.key(&["1"]), identity(), page("new", &[Tag::all("pages")])).await;
    assert_eq!((served.source, text_of(served.answer)), (Source::Load { stored: true }, body("new")));
    assert!(is_hit(&redis, &newcomer, PAGE.key(&["1"])).await);
}

#[tokio::test]
async fn an_invalidation_notices_too_that_redis_went_back_in_time() {
    let redis = redis();
    let cache = after_a_failover(&redis).await;
    cache.invalidate_tags(&[Tag::all("another")], Soft).await.unwrap();
    assert!(!is_hit(&redis, &Cache::new(redis.clone()), PAGE.key(&["1"])).await);
}
