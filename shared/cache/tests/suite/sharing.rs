//! One load per key and process.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use neurmatic_cache::Invalidation::Soft;
use neurmatic_cache::{Cache, Fill, Served, Source};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use crate::own_server::until;
use crate::{Failure, LONG, PAGE, get, identity, miss, page, redis, text_of};

const CALLERS: usize = 1_000;

async fn misses(cache: &Cache, redis: &neurmatic_redis::Redis, id: &str, count: usize) -> Vec<Fill> {
    let mut fills = Vec::with_capacity(count);
    for _ in 0..count {
        fills.push(miss(redis, cache, PAGE.key(&[id])).await);
    }
    fills
}

#[tokio::test]
async fn who_comes_while_a_load_runs_waits_for_it() {
    let redis = redis();
    let cache = Arc::new(Cache::new(redis.clone()));
    let fills = misses(&cache, &redis, "slow", CALLERS).await;
    let (asked, begun, go_on) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let mut callers: JoinSet<Served> = JoinSet::new();
    for fill in fills {
        let (cache, asked, begun, go_on) = (cache.clone(), asked.clone(), begun.clone(), go_on.clone());
        callers.spawn(async move {
            asked.fetch_add(1, SeqCst);
            let load = async || {
                begun.fetch_add(1, SeqCst);
                go_on.notified().await;
                Ok::<_, Infallible>(page("slow", &[]))
            };
            cache.load(fill, load).await.unwrap()
        });
    }
    // On this one thread a caller's first poll runs from `asked` to its seat without a pause.
    until(async || asked.load(SeqCst) == CALLERS && begun.load(SeqCst) == 1).await;
    go_on.notify_one();

    let served = tokio::time::timeout(LONG, callers.join_all()).await.unwrap();
    assert_eq!(begun.load(SeqCst), 1);
    assert_eq!(served.iter().filter(|served| served.source == Source::SharedLoad).count(), CALLERS - 1);
    assert!(served.into_iter().all(|served| text_of(served.answer) == crate::body("slow")));
}

#[tokio::test]
async fn a_load_that_fails_is_not_shared_the_next_caller_tries() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    let mut fills = misses(&cache, &redis, "failing", 2).await;
    let failed = cache.load(fills.remove(0), async || Err(Failure::Outage)).await;
    assert_eq!(failed.unwrap_err(), Failure::Outage);
    let served = cache.load(fills.remove(0), async || Ok::<_, Failure>(page("there", &[]))).await.unwrap();
    assert_eq!(served.source, Source::Load { stored: true });
}

#[tokio::test]
async fn a_load_that_is_given_up_leaves_the_key_to_the_next() {
    let redis = redis();
    let cache = Arc::new(Cache::new(redis.clone()));
    let fill = miss(&redis, &cache, PAGE.key(&["given-up"])).await;
    let begun = Arc::new(Semaphore::new(0));
    let abandoned = tokio::spawn({
        let (cache, begun) = (cache.clone(), begun.clone());
        async move {
            let load = async || {
                begun.add_permits(1);
                std::future::pending::<Result<_, Infallible>>().await
            };
            cache.load(fill, load).await.map(|_| ())
        }
    });
    begun.acquire().await.unwrap().forget();
    abandoned.abort();
    assert!(abandoned.await.unwrap_err().is_cancelled());
    let served =
        tokio::time::timeout(LONG, get(&cache, PAGE.key(&["given-up"]), identity(), page("there", &[])));
    assert_eq!(served.await.unwrap().source, Source::Load { stored: true });
}

#[tokio::test]
async fn who_asked_after_an_invalidation_does_not_get_the_load_from_before_it() {
    let redis = redis();
    let cache = Arc::new(Cache::new(redis.clone()));
    let tags = [neurmatic_cache::Tag::all("pages")];
    let early = miss(&redis, &cache, PAGE.key(&["changed"])).await;
    let (begun, go_on) = (Arc::new(Semaphore::new(0)), Arc::new(Notify::new()));
    let first = tokio::spawn({
        let (cache, tags, begun, go_on) = (cache.clone(), tags.clone(), begun.clone(), go_on.clone());
        async move {
            let load = async || {
                begun.add_permits(1);
                go_on.notified().await;
                Ok::<_, Infallible>(page("old", &tags))
            };
            text_of(cache.load(early, load).await.unwrap().answer)
        }
    });
    begun.acquire().await.unwrap().forget();
    cache.invalidate_tags(&tags, Soft).await.unwrap();
    let late = miss(&redis, &cache, PAGE.key(&["changed"])).await;
    let second = tokio::spawn({
        let (cache, tags) = (cache.clone(), tags.clone());
        async move {
            let load = async || Ok::<_, Infallible>(page("new", &tags));
            text_of(cache.load(late, load).await.unwrap().answer)
        }
    });
    go_on.notify_one();
    assert_eq!(first.await.unwrap(), crate::body("old"), "it asked before the change");
    assert_eq!(second.await.unwrap(), crate::body("new"));
}
