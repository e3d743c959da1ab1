//! Copies that are served without asking, for a second at most.

use std::time::Duration;

use neurmatic_cache::Invalidation::{Hard, Soft};
use neurmatic_cache::{Cache, Namespace, Tag, Tier};
use neurmatic_redis::Redis;

use crate::own_server::{OwnServer, until};
use crate::{fill, is_hit, page, redis};

static LIST: Namespace = Namespace::new("list", Tier::Hot).unchecked(Duration::from_secs(1));

/// A cache with a copy that was checked just now.
async fn with_copy(redis: &Redis, tags: &[Tag]) -> Cache {
    let cache = Cache::new(redis.clone());
    fill(redis, &cache, LIST.key(&["1"]), &page("list", tags)).await;
    // Its birth is the one moment at which nothing counts as checked.
    until(async || {
        is_hit(redis, &cache, LIST.key(&["1"])).await
            && cache.stats().iter().any(|stats| stats.unchecked_hits > 0)
    })
    .await;
    cache
}

#[tokio::test]
async fn an_unchecked_copy_needs_no_redis_and_has_a_second_to_live() {
    let mut server = OwnServer::started().await;
    let redis = Redis::open(&server.url(), "test").unwrap();
    let cache = with_copy(&redis, &[]).await;
    // Checked a moment ago, whatever the machine did meanwhile.
    until(async || {
        let before = cache.stats()[0].copy_hits;
        is_hit(&redis, &cache, LIST.key(&["1"])).await && cache.stats()[0].copy_hits > before
    })
    .await;
    let unchecked = cache.stats()[0].unchecked_hits;
    server.kill();
    assert!(is_hit(&redis, &cache, LIST.key(&["1"])).await);
    assert_eq!(cache.stats()[0].unchecked_hits, unchecked + 1);
    until(async || !is_hit(&redis, &cache, LIST.key(&["1"])).await).await;
}

#[tokio::test]
async fn what_another_process_deletes_is_gone_within_the_second() {
    let redis = redis();
    let tags = [Tag::all("lists")];
    let cache = with_copy(&redis, &tags).await;
    Cache::new(redis.clone()).invalidate_tags(&tags, Hard).await.unwrap();
    let deleted = tokio::time::Instant::now();
    until(async || {
        let asked = tokio::time::Instant::now();
        let is_hit = is_hit(&redis, &cache, LIST.key(&["1"])).await;
        assert!(!is_hit || asked - deleted <= Duration::from_secs(1));
        !is_hit
    })
    .await;
}

#[tokio::test]
async fn a_process_checks_again_what_it_invalidates_itself() {
    let redis = redis();
    let tags = [Tag::all("lists")];
    for kind in [Soft, Hard] {
        let cache = with_copy(&redis, &tags).await;
        cache.invalidate_tags(&tags, kind).await.unwrap();
        assert!(!is_hit(&redis, &cache, LIST.key(&["1"])).await);
    }
}
