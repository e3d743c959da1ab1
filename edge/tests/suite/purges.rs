//! What a purge leaves, seen through the Worker.

use std::time::Duration;

use neurmatic_cache_policy::Invalidation::{self, Hard, Soft};

use crate::client::Connection;
use crate::origin::Mood;
use crate::stand::Stand;

const ARTICLE: &str = "/api/v1/articles/one";

type Purge = fn(&Stand, Invalidation);

const PURGES: [Purge; 5] = [
    |stand, how| stand.cache.purge_tags(&["article:1"], how),
    |stand, how| stand.cache.purge_tags(&["article"], how),
    |stand, how| stand.cache.purge_urls(&[format!("http://{}{ARTICLE}", stand.origin.address)], how),
    |stand, how| stand.cache.purge_prefix(&format!("{}/api/", stand.origin.address), how),
    |stand, how| stand.cache.purge_everything(how),
];

#[tokio::test]
async fn after_a_purge_the_next_reader_gets_the_new_answer() {
    let Some(stand) = Stand::start().await else { return };
    for how in [Soft, Hard] {
        for purge in PURGES {
            let old = stand.fill(ARTICLE).await;
            purge(&stand, how);
            assert_ne!(stand.get(ARTICLE).await.body, old.body);
        }
    }
}

#[tokio::test]
async fn with_the_origin_away_a_soft_purge_is_survived_and_a_hard_one_is_not() {
    let Some(stand) = Stand::start().await else { return };
    let old = stand.fill(ARTICLE).await;
    stand.origin.stop();
    stand.cache.purge_tags(&["article:1"], Soft);
    assert_eq!(stand.get(ARTICLE).await.body, old.body);
    stand.cache.purge_tags(&["article:1"], Hard);
    assert_eq!(stand.get(ARTICLE).await.status, 503);
}

#[tokio::test]
async fn a_load_that_a_purge_overtook_is_not_kept() {
    let Some(stand) = Stand::start().await else { return };
    stand.origin.be(Mood::Slow(Duration::from_millis(300)));
    let edge = stand.edge;
    let load =
        tokio::spawn(async move { Connection::to(edge).await.ask("GET", ARTICLE, &[]).await.unwrap() });
    while stand.origin.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    stand.cache.purge_tags(&["article:1"], Hard);
    load.await.unwrap();
    stand.origin.be(Mood::Well);
    let next = stand.get_until(ARTICLE, |reply| reply.header("cache-status").contains("; hit")).await;
    assert_ne!(next.text(), "answer 1 to /api/v1/articles/one");
}

#[tokio::test]
async fn a_purge_of_something_else_changes_nothing() {
    let Some(stand) = Stand::start().await else { return };
    stand.fill(ARTICLE).await;
    stand.cache.purge_tags(&["article:2", "unknown", ""], Hard);
    stand.cache.purge_urls(&[format!("http://{}{ARTICLE}?x=1", stand.origin.address)], Hard);
    stand.cache.purge_prefix(&format!("{}/media", stand.origin.address), Hard);
    assert!(stand.get(ARTICLE).await.header("cache-status").contains("; hit"));
    assert_eq!(stand.origin.asked().len(), 1);
}
