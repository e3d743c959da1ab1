//! Nothing invalidated is served, and nothing stale is stored.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use neurmatic_cache::Invalidation::Soft;
use neurmatic_cache::{Answer, Cache, Entry, NamespaceStats, Tag};
use neurmatic_redis::{Redis, cmd};

use crate::own_server::OwnServer;
use crate::{LONG, PAGE, fill, identity, is_hit, miss, page, redis};

async fn run(redis: &Redis, command: &str, arguments: &[&str]) {
    let mut command = cmd(command);
    command.arg(arguments);
    let mut trip = redis.trip();
    trip.command(command);
    trip.send(LONG).await.unwrap();
}

#[tokio::test]
async fn invalidating_a_tag_drops_all_that_carry_it_and_nothing_else() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let (a, b) = (Tag::of("page", "a"), Tag::of("page", "b"));
    fill(&redis, &cache, PAGE.key(&["a"]), &page("a", std::slice::from_ref(&a))).await;
    fill(&redis, &cache, PAGE.key(&["b"]), &page("b", std::slice::from_ref(&b))).await;
    fill(&redis, &cache, PAGE.key(&["both"]), &page("both", &[b, a.clone()])).await;

    cache.invalidate_tags(&[a], Soft).await.unwrap();

    assert!(!is_hit(&redis, &cache, PAGE.key(&["a"])).await);
    assert!(!is_hit(&redis, &cache, PAGE.key(&["both"])).await);
    assert!(is_hit(&redis, &cache, PAGE.key(&["b"])).await);
}

#[tokio::test]
async fn a_fill_that_began_before_an_invalidation_is_refused() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let (seen, unseen) = ([Tag::all("seen")], [Tag::all("unseen")]);
    fill(&redis, &cache, PAGE.key(&["first"]), &page("first", &seen)).await;

    for tags in [&seen, &unseen] {
        let began = miss(&redis, &cache, PAGE.key(&["late"])).await;
        cache.invalidate_tags(tags, Soft).await.unwrap();
        assert!(!cache.fill(&began, &page("old", tags)).await);
        assert!(!is_hit(&redis, &cache, PAGE.key(&["late"])).await);
    }
    fill(&redis, &cache, PAGE.key(&["late"]), &page("new", &seen)).await;
    assert_eq!(cache.stats().first().unwrap().refused_fills, 2);
}

#[tokio::test]
async fn a_fill_beside_the_invalidation_of_another_tag_is_taken() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("mine")];
    fill(&redis, &cache, PAGE.key(&["first"]), &page("first", &tags)).await;
    let began = miss(&redis, &cache, PAGE.key(&["second"])).await;
    cache.invalidate_tags(&[Tag::all("another")], Soft).await.unwrap();
    assert!(cache.fill(&began, &page("second", &tags)).await);
}

#[tokio::test]
async fn loads_that_meet_a_new_tag_together_are_all_stored() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("new")];
    let earlier = miss(&redis, &cache, PAGE.key(&["earlier"])).await;
    let later = miss(&redis, &cache, PAGE.key(&["later"])).await;
    assert!(cache.fill(&later, &page("later", &tags)).await);
    assert!(cache.fill(&earlier, &page("earlier", &tags)).await);
    assert!(is_hit(&redis, &cache, PAGE.key(&["later"])).await, "the second fill changed no version");
}

#[tokio::test]
async fn a_tag_whose_version_was_lost_counts_as_changed() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("kept"), Tag::all("lost")];
    fill(&redis, &cache, PAGE.key(&["entry"]), &page("entry", &tags)).await;
    run(&redis, "DEL", &[&redis.key("t:lost")]).await;
    assert!(!is_hit(&redis, &cache, PAGE.key(&["entry"])).await);

    // The version that comes in its place isn't the old one: entries from before stay dropped.
    fill(&redis, &cache, PAGE.key(&["other"]), &page("other", &tags)).await;
    assert!(!is_hit(&redis, &cache, PAGE.key(&["entry"])).await);
}

#[tokio::test]
async fn an_invalidation_that_redis_forgot_still_refuses_the_fill() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("evicted")];
    for forgotten in [&["t:evicted"][..], &["t:evicted", "clock"]] {
        let began = miss(&redis, &cache, PAGE.key(&["late"])).await;
        cache.invalidate_tags(&tags, Soft).await.unwrap();
        let forgotten: Vec<String> = forgotten.iter().map(|name| redis.key(name)).collect();
        run(&redis, "DEL", &forgotten.iter().map(String::as_str).collect::<Vec<_>>()).await;
        // Another look-up sets the clock again, if it was lost.
        miss(&redis, &cache, PAGE.key(&["other"])).await;
        assert!(!cache.fill(&began, &page("old", &tags)).await);
    }
}

#[tokio::test]
async fn a_removed_entry_is_gone_and_the_loads_under_way_do_not_bring_it_back() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let key = PAGE.key(&["removed"]);
    let began = miss(&redis, &cache, key.clone()).await;
    fill(&redis, &cache, key.clone(), &page("old", &[])).await;

    cache.remove(&key).await.unwrap();

    assert!(!is_hit(&redis, &cache, key.clone()).await);
    assert!(!cache.fill(&began, &page("old", &[])).await);
    fill(&redis, &cache, key.clone(), &page("new", &[])).await;
    assert!(is_hit(&redis, &cache, key).await);
}

#[tokio::test]
async fn invalidating_a_tag_writes_as_many_keys_whatever_it_holds() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("big")];
    for entries in [1, 500] {
        for entry in 0..entries {
            let key = PAGE.key(&[&entry.to_string()]);
            if !is_hit(&redis, &cache, key.clone()).await {
                fill(&redis, &cache, key, &Entry::absent(tags.to_vec())).await;
            }
        }
        run(&redis, "CONFIG", &["RESETSTAT"]).await;
        cache.invalidate_tags(&tags, Soft).await.unwrap();
        let mut info = cmd("INFO");
        info.arg("commandstats");
        let mut trip = redis.trip();
        let part = trip.command(info);
        let stats: String = trip.send(LONG).await.unwrap().take(part).unwrap();
        let calls = |command: &str| stats.contains(&format!("cmdstat_{command}:"));
        assert!(stats.contains("cmdstat_set:calls=2,"), "the tag and the clock: {stats}");
        assert!(!calls("del") && !calls("hset") && !calls("scan"), "{stats}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reader_gets_what_was_invalidated_before_it_asked() {
    const READERS: u64 = 16;
    const INVALIDATIONS: u64 = 300;
    let redis = redis();
    // Two processes that read, each with its copies, and one that writes.
    let caches = [(); 2].map(|()| Arc::new(Cache::new(redis.clone())));
    let writer = Cache::new(redis.clone());
    let tags = [Tag::all("number")];
    // The truth, and the newest number whose invalidation is done.
    let (number, announced) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let written = Arc::new(AtomicBool::new(false));

    let mut readers = tokio::task::JoinSet::new();
    for reader in 0..READERS {
        let (cache, tags) = (caches[usize::from(reader % 2 == 0)].clone(), tags.clone());
        let (number, announced, written) = (number.clone(), announced.clone(), written.clone());
        readers.spawn(async move {
            let mut read = 0;
            while !written.load(SeqCst) {
                read += 1;
                let floor = announced.load(SeqCst);
                let load = async || {
                    let value = number.load(SeqCst);
                    for _ in 0..(reader + read) % 7 {
                        tokio::task::yield_now().await;
                    }
                    Ok::<_, Infallible>(Entry::found("text/plain", value.to_string(), None, tags.to_vec()))
                };
                let served = cache.get_or_load(PAGE.key(&["number"]), identity(), load).await.unwrap();
                let Answer::Body(stored) = served.answer else { panic!("no body") };
                let value: u64 = std::str::from_utf8(stored.body()).unwrap().parse().unwrap();
                assert!(value >= floor, "served {value} from {:?}, invalidated up to {floor}", served.source);
            }
        });
    }
    let all = |count: fn(&NamespaceStats) -> u64| {
        caches.iter().flat_map(|cache| cache.stats()).map(|of| count(&of)).sum::<u64>()
    };
    let writes = async {
        let mut next = 0;
        while next < INVALIDATIONS || all(|of| of.hits) == 0 || all(|of| of.refused_fills) == 0 {
            next += 1;
            number.store(next, SeqCst);
            writer.invalidate_tags(&tags, Soft).await.unwrap();
            announced.store(next, SeqCst);
            for _ in 0..next % 50 {
                tokio::task::yield_now().await;
            }
            // Now and then the number rests, for as long as a copy of it takes to be served.
            let copied = all(|of| of.copy_hits);
            while next % 10 == 0 && all(|of| of.copy_hits) == copied {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        written.store(true, SeqCst);
    };
    // A reader that panics ends its set's wait, and with it the test.
    let reads = async {
        while let Some(done) = readers.join_next().await {
            done.unwrap();
        }
    };
    let walked = tokio::time::timeout(Duration::from_secs(60), async { tokio::join!(writes, reads) }).await;
    let stats: Vec<_> = caches.iter().map(|cache| cache.stats()).collect();
    assert!(walked.is_ok(), "hits, copies and refused fills are all met: {stats:?}");
}
