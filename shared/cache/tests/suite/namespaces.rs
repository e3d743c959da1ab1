//! Whole namespaces, single values, and all there is.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use neurmatic_cache::Invalidation::{Hard, Soft};
use neurmatic_cache::{Answer, Cache, Namespace, Tag, Tier, Warmed};

use crate::{Failure, PAGE, body, fill, identity, is_hit, miss, page, redis, text_of};

static OTHER: Namespace = Namespace::new("other", Tier::Permanent);

#[tokio::test]
async fn invalidating_a_namespace_drops_all_of_it_and_nothing_else() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    for kind in [Soft, Hard] {
        fill(&redis, &cache, PAGE.key(&["1"]), &page("1", &[])).await;
        fill(&redis, &cache, PAGE.key(&["2"]), &page("2", &[Tag::all("pages")])).await;
        cache.set(OTHER.key(&["1"]), &page("other", &[])).await;
        let began = miss(&redis, &cache, PAGE.key(&["3"])).await;
        // Once more, so that there are copies.
        assert!(is_hit(&redis, &cache, PAGE.key(&["1"])).await);

        cache.invalidate_namespace(&PAGE, kind).await.unwrap();

        assert!(!is_hit(&redis, &cache, PAGE.key(&["1"])).await);
        assert!(!is_hit(&redis, &cache, PAGE.key(&["2"])).await);
        assert!(is_hit(&redis, &cache, OTHER.key(&["1"])).await);
        assert!(!cache.fill(&began, &page("3", &[])).await, "a load from before");
    }
}

#[tokio::test]
async fn tags_and_namespaces_are_invalidated_together() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    fill(&redis, &cache, PAGE.key(&["1"]), &page("1", &[])).await;
    cache.set(OTHER.key(&["1"]), &page("other", &[Tag::all("pages")])).await;
    cache.set(OTHER.key(&["2"]), &page("other", &[])).await;
    cache.invalidate_tags_and_namespaces(&[], &[], Hard).await.unwrap();
    assert!(is_hit(&redis, &cache, PAGE.key(&["1"])).await);
    let namespaces = [PAGE.name.to_owned()];
    cache.invalidate_tags_and_namespaces(&[Tag::all("pages")], &namespaces, Hard).await.unwrap();
    assert!(!is_hit(&redis, &cache, PAGE.key(&["1"])).await);
    assert!(!is_hit(&redis, &cache, OTHER.key(&["1"])).await);
    assert!(is_hit(&redis, &cache, OTHER.key(&["2"])).await);
}

#[tokio::test]
async fn invalidating_all_drops_all() {
    let redis = redis();
    let cache = Cache::new(redis.clone());
    fill(&redis, &cache, PAGE.key(&["1"]), &page("1", &[])).await;
    fill(&redis, &cache, OTHER.key(&["1"]), &page("1", &[])).await;
    let began = miss(&redis, &cache, PAGE.key(&["2"])).await;
    cache.invalidate_all().await.unwrap();
    assert!(!is_hit(&redis, &cache, PAGE.key(&["1"])).await);
    assert!(!is_hit(&redis, &cache, OTHER.key(&["1"])).await);
    assert!(!cache.fill(&began, &page("2", &[])).await);
    fill(&redis, &cache, PAGE.key(&["1"]), &page("1", &[])).await;
    assert!(is_hit(&redis, &cache, PAGE.key(&["1"])).await);
}

#[tokio::test]
async fn what_is_set_is_got_until_it_is_removed() {
    let cache = Cache::new(redis());
    let key = OTHER.key(&["setting"]);
    assert_eq!(cache.get(key.clone(), identity()).await, None);
    assert!(cache.set(key.clone(), &page("on", &[])).await);
    assert_eq!(cache.get(key.clone(), identity()).await.map(text_of), Some(body("on")));
    assert!(cache.set(key.clone(), &page("off", &[])).await, "set anew");
    assert_eq!(cache.get(key.clone(), identity()).await.map(text_of), Some(body("off")));
    cache.remove(&key).await.unwrap();
    assert_eq!(cache.get(key, identity()).await, None);
}

#[tokio::test]
async fn warming_loads_what_is_missing_so_many_at_once_and_says_how_far_it_is() {
    let cache = Cache::new(redis());
    let keys = || (0..20).map(|n| PAGE.key(&[&n.to_string()]));
    cache.set(PAGE.key(&["7"]), &page("there", &[])).await;
    let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let load = async |key: neurmatic_cache::Key| {
        most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
        tokio::task::yield_now().await;
        running.fetch_sub(1, SeqCst);
        if key == PAGE.key(&["3"]) { Err(Failure::Refusal) } else { Ok(page("warm", &[])) }
    };
    let mut told = Vec::new();
    let warmed = cache.warm(keys(), 4, load, |warmed| told.push(warmed.done())).await;
    assert_eq!(warmed, Warmed { filled: 18, there: 1, failed: 1 });
    assert_eq!(told, (1..=20).collect::<Vec<_>>());
    assert!((1..=4).contains(&most.load(SeqCst)));
    let again = cache.warm(keys(), 4, async |_| Ok::<_, Failure>(page("3", &[])), |_| {}).await;
    assert_eq!(again, Warmed { filled: 1, there: 19, failed: 0 });
    assert!(matches!(cache.get(PAGE.key(&["19"]), identity()).await, Some(Answer::Body(_))));
}
