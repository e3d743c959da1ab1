//! Without Redis everything loads, and nothing fails.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use neurmatic_cache::Invalidation::Soft;
use neurmatic_cache::{Cache, Source, Tag};
use neurmatic_redis::Redis;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::own_server::{OwnServer, until};
use crate::{LONG, PAGE, body, get, identity, page, text_of};

#[tokio::test]
async fn redis_killed_under_requests_means_loads_and_it_heals_by_itself() {
    let mut server = OwnServer::started().await;
    let cache = Cache::new(Redis::open(&server.url(), "test").unwrap());
    let ask = async || get(&cache, PAGE.key(&["kept"]), identity(), page("kept", &[])).await;
    until(async || ask().await.source == Source::Cache).await;

    server.kill();
    for _ in 0..50 {
        let served = ask().await;
        assert!(matches!(served.source, Source::Load { stored: false }));
        assert_eq!(text_of(served.answer), body("kept"));
    }
    assert!(cache.invalidate_tags(&[Tag::all("pages")], Soft).await.is_err(), "a lost invalidation is told");
    assert!(cache.stats().first().unwrap().errors >= 50);

    server.start().await;
    until(async || ask().await.source == Source::Cache).await;
}

#[tokio::test]
async fn a_mute_redis_means_loads_too() {
    let server = OwnServer::started().await;
    let cache = Cache::new(Redis::open(&server.url(), "test").unwrap());
    let ask = async || get(&cache, PAGE.key(&["kept"]), identity(), page("kept", &[])).await;
    until(async || ask().await.source == Source::Cache).await;
    server.freeze();
    for _ in 0..20 {
        assert_eq!(ask().await.source, Source::Load { stored: false });
    }
    server.thaw();
    until(async || ask().await.source == Source::Cache).await;
}

#[tokio::test]
async fn a_redis_that_was_flushed_fills_again() {
    let server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let cache = Cache::new(redis.clone());
    let ask = async || get(&cache, PAGE.key(&["kept"]), identity(), page("kept", &[Tag::all("pages")])).await;
    until(async || ask().await.source == Source::Cache).await;
    let mut trip = redis.trip();
    trip.command(neurmatic_redis::cmd("FLUSHALL"));
    trip.send(LONG).await.unwrap();
    assert_ne!(ask().await.source, Source::Cache);
    until(async || ask().await.source == Source::Cache).await;
}

#[tokio::test]
async fn loads_without_redis_are_capped() {
    let nowhere = OwnServer::not_started();
    let cache = Arc::new(Cache::new(Redis::open(&nowhere.url(), "test").unwrap()));
    let (running, finished, go_on) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let mut callers = JoinSet::new();
    for caller in 0..100 {
        let (cache, running) = (cache.clone(), running.clone());
        let (finished, go_on) = (finished.clone(), go_on.clone());
        callers.spawn(async move {
            let load = async || {
                running.fetch_add(1, SeqCst);
                go_on.acquire().await.unwrap().forget();
                running.fetch_sub(1, SeqCst);
                finished.fetch_add(1, SeqCst);
                Ok::<_, Infallible>(page("loaded", &[]))
            };
            let key = PAGE.key(&[&format!("{caller}")]);
            cache.get_or_load(key, identity(), load).await.unwrap();
        });
    }
    // Everybody has missed, and no more than the cap have begun.
    until(async || cache.stats().first().is_some_and(|stats| stats.misses == 100)).await;
    until(async || running.load(SeqCst) == 32).await;
    for done in 1..=100 {
        go_on.add_permits(1);
        until(async || finished.load(SeqCst) == done).await;
        assert!(running.load(SeqCst) <= 32);
    }
    tokio::time::timeout(LONG, callers.join_all()).await.unwrap();
}

async fn command(server: &OwnServer, words: &[&str]) {
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    redis::cmd(words[0]).arg(&words[1..]).exec_async(&mut connection).await.unwrap();
}

#[tokio::test]
async fn under_load_every_trouble_of_redis_is_outlived_without_an_error() {
    const READERS: usize = 8;
    let mut server = OwnServer::started().await;
    let cache = Arc::new(Cache::new(Redis::open(&server.url(), "test").unwrap()));
    let (asked, is_over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let (cache, asked, is_over) = (cache.clone(), asked.clone(), is_over.clone());
        readers.spawn(async move {
            while !is_over.load(SeqCst) {
                let n = asked.fetch_add(1, SeqCst) % 50;
                let key = PAGE.key(&[&n.to_string()]);
                let served = get(&cache, key, identity(), page(&n.to_string(), &[Tag::all("pages")])).await;
                assert_eq!(text_of(served.answer), body(&n.to_string()));
            }
        });
    }
    let served_some = async || {
        let before = asked.load(SeqCst);
        until(async || asked.load(SeqCst) > before + 2 * READERS).await;
    };
    let hits = || cache.stats().first().map_or(0, |page| page.hits + page.copy_hits);
    let hits_again = async || {
        let before = hits();
        until(async || hits() > before + READERS as u64).await;
    };
    hits_again().await;

    server.kill();
    served_some().await;
    server.start().await;
    hits_again().await;

    server.freeze();
    served_some().await;
    server.thaw();
    hits_again().await;

    command(&server, &["CONFIG", "SET", "maxmemory", "1"]).await;
    served_some().await;
    command(&server, &["FLUSHALL"]).await;
    served_some().await;
    command(&server, &["CONFIG", "SET", "maxmemory", "0"]).await;
    hits_again().await;

    command(&server, &["CLIENT", "PAUSE", "600", "ALL"]).await;
    served_some().await;
    hits_again().await;

    is_over.store(true, SeqCst);
    assert_eq!(readers.join_all().await.len(), READERS);
}
