//! What is served when a new answer takes too long or can't be had: the expired, and after a soft invalidation the
//! invalidated. Never what was invalidated hard.

use std::sync::Arc;
use std::time::Duration;

use neurmatic_cache::Invalidation::{Hard, Soft};
use neurmatic_cache::{
    Cache, Entry, Invalidation, Lookup, Namespace, NamespaceStats, Served, Source, Tag, Tier,
};
use neurmatic_redis::Redis;
use tokio::sync::{Notify, Semaphore};

use crate::own_server::{OwnServer, until};
use crate::{Failure, LONG, PAGE, body, fill, identity, look_up, page, redis, text_of};

const BRIEFLY: Duration = Duration::from_millis(20);
static BRIEF: Namespace = Namespace::new("brief", Tier::Hot).ttl(BRIEFLY);

/// A cache that knows of an entry which has expired.
async fn with_expired(redis: &Redis, id: &str, tags: &[Tag]) -> Arc<Cache> {
    let cache = Arc::new(Cache::new(redis.clone()));
    fill(redis, &cache, BRIEF.key(&[id]), &page("expired", tags)).await;
    // A miss alone may be an early refresh of what is still fresh; a time to live varies by a tenth.
    tokio::time::sleep(BRIEFLY * 2).await;
    assert!(matches!(look_up(redis, &cache, BRIEF.key(&[id]), identity()).await, Lookup::Miss(_)));
    cache
}

async fn get_from(cache: &Cache, id: &str, loaded: Result<Entry, Failure>) -> Result<Served, Failure> {
    cache.get_or_load(BRIEF.key(&[id]), identity(), async || loaded).await
}

fn of_brief(cache: &Cache) -> NamespaceStats {
    cache.stats().into_iter().find(|stats| stats.namespace == "brief").unwrap()
}

#[tokio::test]
async fn what_has_expired_is_served_while_one_caller_of_all_processes_loads() {
    let redis = redis();
    let cache = with_expired(&redis, "1", &[]).await;
    let other = Cache::new(redis.clone());
    let (begun, go_on) = (Arc::new(Semaphore::new(0)), Arc::new(Notify::new()));
    let loading = tokio::spawn({
        let (cache, begun, go_on) = (cache.clone(), begun.clone(), go_on.clone());
        async move {
            let load = async || {
                begun.add_permits(1);
                go_on.notified().await;
                Ok::<_, Failure>(page("new", &[]))
            };
            cache.get_or_load(BRIEF.key(&["1"]), identity(), load).await.unwrap()
        }
    });
    begun.acquire().await.unwrap().forget();
    for another in [&cache, &other] {
        let served = get_from(another, "1", Ok(page("loaded twice", &[]))).await.unwrap();
        assert_eq!(served.source, Source::Stale);
        assert_eq!(text_of(served.answer), body("expired"));
    }
    go_on.notify_one();
    let served = loading.await.unwrap();
    assert_eq!((served.source, text_of(served.answer)), (Source::Load { stored: true }, body("new")));
    assert_eq!((of_brief(&cache).stale_served, of_brief(&other).stale_served), (1, 1));
}

#[tokio::test]
async fn a_load_that_takes_too_long_is_answered_for_with_what_has_expired() {
    let redis = redis();
    let cache = with_expired(&redis, "1", &[]).await;
    let load = async || std::future::pending::<Result<Entry, Failure>>().await;
    let served = cache.get_or_load(BRIEF.key(&["1"]), identity(), load);
    let served = tokio::time::timeout(LONG, served).await.unwrap().unwrap();
    assert_eq!((served.source, text_of(served.answer)), (Source::Stale, body("expired")));
}

#[tokio::test]
async fn an_outage_is_bridged_by_what_has_expired_and_not_tried_again_at_once() {
    let redis = redis();
    let cache = with_expired(&redis, "1", &[]).await;
    let other = Cache::new(redis.clone());
    for process in [&cache, &cache, &other] {
        let served = get_from(process, "1", Err(Failure::Outage)).await.unwrap();
        assert_eq!((served.source, text_of(served.answer)), (Source::Stale, body("expired")));
    }
    assert_eq!(of_brief(&cache).loads + of_brief(&other).loads, 1);
    let healed = async || {
        let served = get_from(&cache, "1", Ok(page("new", &[]))).await.unwrap();
        matches!(served.source, Source::Load { stored: true })
    };
    until(healed).await;
}

#[tokio::test]
async fn a_refusal_is_no_outage() {
    let redis = redis();
    let cache = with_expired(&redis, "1", &[]).await;
    for _ in 0..2 {
        assert_eq!(get_from(&cache, "1", Err(Failure::Refusal)).await.unwrap_err(), Failure::Refusal);
    }
}

/// Whether a failing load is answered for after these invalidations, by a process that had a copy and by another.
async fn is_bridged(kinds: &[Invalidation]) -> bool {
    let redis = redis();
    let (cache, other) = (Cache::new(redis.clone()), Cache::new(redis.clone()));
    let (key, tags) = (|| PAGE.key(&["1"]), [Tag::all("pages"), Tag::of("page", "1")]);
    fill(&redis, &cache, key(), &page("old", &tags)).await;
    for kind in kinds {
        other.invalidate_tags(&tags[1..], *kind).await.unwrap();
    }
    let get = async |cache: &Cache| cache.get_or_load(key(), identity(), async || Err(Failure::Outage)).await;
    let outcomes = [get(&cache).await, get(&cache).await, get(&other).await];
    let bridged = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    for served in outcomes.into_iter().flatten() {
        assert_eq!((served.source, text_of(served.answer)), (Source::Stale, body("old")));
    }
    assert!(bridged == 0 || bridged == 3);
    bridged == 3
}

#[tokio::test]
async fn an_outage_is_bridged_by_what_was_invalidated_softly_and_never_by_what_was_hard() {
    assert!(is_bridged(&[Soft]).await);
    assert!(is_bridged(&[Soft, Soft]).await);
    assert!(!is_bridged(&[Hard]).await);
    assert!(!is_bridged(&[Soft, Hard]).await);
    assert!(!is_bridged(&[Hard, Soft]).await);
}

#[tokio::test]
async fn what_was_invalidated_is_not_served_while_somebody_loads() {
    let redis = redis();
    let cache = with_expired(&redis, "1", &[Tag::all("pages")]).await;
    cache.invalidate_tags(&[Tag::all("pages")], Soft).await.unwrap();
    let served = get_from(&cache, "1", Ok(page("new", &[]))).await.unwrap();
    assert_eq!(served.source, Source::Load { stored: true });
}

#[tokio::test]
async fn what_is_deleted_is_not_served_when_the_database_and_redis_are_away() {
    let mut server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let cache = Cache::new(redis.clone());
    let tags = [Tag::all("pages")];
    fill(&redis, &cache, PAGE.key(&["1"]), &page("deleted", &tags)).await;
    assert!(matches!(look_up(&redis, &cache, PAGE.key(&["1"]), identity()).await, Lookup::Hit(_)));
    Cache::new(redis.clone()).invalidate_tags(&tags, Hard).await.unwrap();
    server.kill();
    for _ in 0..10 {
        let served = cache.get_or_load(PAGE.key(&["1"]), identity(), async || Err(Failure::Outage)).await;
        assert_eq!(served.unwrap_err(), Failure::Outage);
    }
}

#[tokio::test]
async fn an_entry_is_refreshed_before_it_expires_and_nobody_waits_for_it() {
    static SOON: Namespace = Namespace::new("soon", Tier::Hot).ttl(Duration::from_secs(2));
    let cache = Cache::new(redis());
    // As slow as this the load is due about half of the entry's life before its end.
    let load = async || {
        tokio::time::sleep(Duration::from_millis(400)).await;
        Ok::<_, Failure>(page("slow", &[]))
    };
    let refreshed = async || {
        let served = cache.get_or_load(SOON.key(&["1"]), identity(), load).await.unwrap();
        assert_ne!(served.source, Source::Stale);
        cache.stats()[0].early_refreshes > 0
    };
    until(refreshed).await;
    let stats = cache.stats().remove(0);
    assert_eq!((stats.misses, stats.loads), (1, 2));
}
