//! Copies in the process: what they save, and that none is served which no longer holds.

use std::time::Duration;

use neurmatic_cache::Invalidation::Soft;
use neurmatic_cache::{Answer, Cache, Encoding, Key, Lookup, Namespace, Source, Tag, Tier, Wanted};
use neurmatic_redis::{Redis, cmd};

use crate::{LONG, PAGE, fill, get, identity, is_hit, look_up, page, redis, text_of};

/// A cache that holds a copy of `key` with this text.
async fn with_copy(redis: &Redis, key: &Key, text: &str, tags: &[Tag]) -> Cache {
    let cache = Cache::new(redis.clone());
    fill(redis, &cache, key.clone(), &page(text, tags)).await;
    assert!(is_hit(redis, &cache, key.clone()).await, "read from Redis, and copied");
    cache
}

/// Deletes the entry in Redis, and nothing that says whether it holds.
async fn evict(redis: &Redis, key: &str) {
    let mut trip = redis.trip();
    let mut del = cmd("DEL");
    for encoding in ["br", "gzip", "identity"] {
        del.arg(redis.key(&format!("c:{key}.{encoding}")));
    }
    let part = trip.command(del);
    let deleted: u32 = trip.send(LONG).await.unwrap().take(part).unwrap();
    assert!(deleted > 0, "there was an entry");
}

#[tokio::test]
async fn a_copy_needs_no_body_from_redis() {
    let (redis, key) = (redis(), PAGE.key(&["1"]));
    let cache = with_copy(&redis, &key, "first", &[Tag::all("pages")]).await;
    evict(&redis, "page:1").await;
    let Lookup::Hit(answer) = look_up(&redis, &cache, key, identity()).await else { panic!("a miss") };
    assert!(text_of(answer).contains("first"));
    let stats = cache.stats();
    assert_eq!((stats[0].hits, stats[0].copy_hits, stats[0].misses), (1, 1, 1));
}

#[tokio::test]
async fn who_holds_what_is_copied_is_told_so_without_redis_sending_it() {
    let (redis, key) = (redis(), PAGE.key(&["1"]));
    let cache = with_copy(&redis, &key, "first", &[Tag::all("pages")]).await;
    evict(&redis, "page:1").await;
    let Lookup::Hit(Answer::Body(stored)) = look_up(&redis, &cache, key.clone(), identity()).await else {
        panic!("no body")
    };
    let held = Wanted::new(None, Some(&stored.etag()));
    let answer = look_up(&redis, &cache, key.clone(), held).await;
    assert!(matches!(answer, Lookup::Hit(Answer::NotModified(_))), "{answer:?}");
    let other = look_up(&redis, &cache, key, Wanted::new(None, Some("\"another\""))).await;
    assert!(matches!(other, Lookup::Hit(Answer::Body(_))), "{other:?}");
}

#[tokio::test]
async fn what_another_process_invalidated_or_removed_is_not_served() {
    let redis = redis();
    let other = Cache::new(redis.clone());
    let (tag, key) = (Tag::of("page", "1"), PAGE.key(&["1"]));
    let cache = with_copy(&redis, &key, "first", &[Tag::all("pages"), tag.clone()]).await;
    other.invalidate_tags(&[tag], Soft).await.unwrap();
    assert!(!is_hit(&redis, &cache, key).await);

    let key = PAGE.key(&["2"]);
    let cache = with_copy(&redis, &key, "first", &[Tag::all("pages")]).await;
    other.remove(&key).await.unwrap();
    assert!(!is_hit(&redis, &cache, key.clone()).await);
    fill(&redis, &cache, key.clone(), &page("second", &[Tag::all("pages")])).await;
    for _ in 0..3 {
        assert!(is_hit(&redis, &cache, key.clone()).await, "from Redis, while there is word of the removal");
    }
}

#[tokio::test]
async fn what_another_process_loaded_anew_is_not_loaded_again() {
    let (redis, key, tags) = (redis(), PAGE.key(&["1"]), [Tag::all("pages")]);
    let cache = with_copy(&redis, &key, "first", &tags).await;
    let other = Cache::new(redis.clone());
    other.invalidate_tags(&tags, Soft).await.unwrap();
    fill(&redis, &other, key.clone(), &page("second", &tags)).await;

    let served = get(&cache, key, identity(), page("a load of its own", &tags)).await;
    assert_eq!(served.source, Source::Cache);
    assert!(text_of(served.answer).contains("second"));
}

#[tokio::test]
async fn a_copy_is_not_served_when_redis_forgot_its_versions() {
    let (redis, key) = (redis(), PAGE.key(&["1"]));
    let cache = with_copy(&redis, &key, "first", &[Tag::all("pages")]).await;
    let mut trip = redis.trip();
    let mut del = cmd("DEL");
    del.arg(redis.key("t:pages"));
    let part = trip.command(del);
    assert_eq!(trip.send(LONG).await.unwrap().take::<u32>(part).unwrap(), 1);
    assert!(!is_hit(&redis, &cache, key).await);
}

#[tokio::test]
async fn a_copy_expires_with_its_entry() {
    static BRIEF: Namespace = Namespace::new("brief", Tier::Hot).ttl(Duration::from_millis(300));
    let (redis, key) = (redis(), BRIEF.key(&["1"]));
    let cache = with_copy(&redis, &key, "first", &[Tag::all("pages")]).await;
    tokio::time::timeout(LONG, async {
        while is_hit(&redis, &cache, key.clone()).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("it expires");
}

#[tokio::test]
async fn without_room_for_copies_every_body_comes_from_redis() {
    let (redis, key) = (redis(), PAGE.key(&["1"]));
    let cache = Cache::with_copies(redis.clone(), 0);
    fill(&redis, &cache, key.clone(), &page("first", &[Tag::all("pages")])).await;
    for _ in 0..3 {
        let hit = look_up(&redis, &cache, key.clone(), Wanted::body(Encoding::Brotli)).await;
        assert!(matches!(hit, Lookup::Hit(Answer::Body(_))));
    }
    assert_eq!((cache.stats()[0].hits, cache.stats()[0].copy_hits), (3, 0));
}
