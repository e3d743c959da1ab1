//! The edge's cache on one machine: what Cloudflare's network keeps in production. It keeps responses with their tags,
//! tells how old they are, lets one load a missing one while the others wait, and forgets by tag, URL and prefix.
//!
//! workerd asks it by HTTP ([`router`]); whoever stands in for the CDN's API calls the purges. A response is good until
//! something of it was purged after its load had begun, so that a load can't bring back what a purge took away.
//! Deliberately not in here: which responses may be kept. The Worker and the policies decide that.

mod door;
mod entry;
mod loads;
mod purges;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use moka::sync::Cache;
use neurmatic_cache_policy::Invalidation;
use tokio::time::{Instant, timeout_at};

pub use door::router;
use entry::{Entry, Key};
use loads::{Ended, Loads, Turn};
use purges::Purges;

/// How long a reader waits for somebody else's load. The origin gives up after 10 s; most loads take milliseconds.
const WAIT_MAX: Duration = Duration::from_secs(3);

/// The cache. Cheap to clone; all clones are one cache.
#[derive(Clone, Debug)]
pub struct EdgeCache(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    entries: Cache<Key, Arc<Entry>>,
    rest: Mutex<Rest>,
    began: Instant,
    older_by_ms: AtomicU64,
}

/// What is looked at and changed together.
#[derive(Debug, Default)]
struct Rest {
    loads: Loads,
    purges: Purges,
    counts: Counts,
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Fresh responses that were handed out.
    pub fresh: u64,
    /// Stale ones: while somebody loads a new one, or because the origin fails.
    pub stale: u64,
    /// Readers that were told to load.
    pub loads: u64,
    /// Readers that waited for the load of another.
    pub waited: u64,
    /// Responses that were kept.
    pub kept: u64,
    /// Responses that were not kept: purged during their load, too large, or nobody had been told to load them.
    pub refused: u64,
}

/// A stored response, and how good it still is.
#[derive(Clone, Debug)]
struct Found {
    entry: Arc<Entry>,
    age_secs: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    /// It may be served; somebody else sees to a new one, or the origin fails.
    Stale,
    /// It may be served, and who got it is to load a new one.
    Refresh,
}

enum Look {
    Found(Found),
    Load,
    Wait(Turn),
}

impl EdgeCache {
    /// An empty cache that holds so many bytes of responses at most; the least used ones go first.
    #[must_use]
    pub fn new(bytes_max: u64) -> Self {
        let weigh = |_: &Key, entry: &Arc<Entry>| u32::try_from(entry.bytes()).unwrap_or(u32::MAX);
        Self(Arc::new(Inner {
            entries: Cache::builder().max_capacity(bytes_max).weigher(weigh).build(),
            rest: Mutex::default(),
            began: Instant::now(),
            older_by_ms: AtomicU64::new(0),
        }))
    }

    /// Drops what bears one of the tags.
    pub fn purge_tags<S: AsRef<str>>(&self, tags: &[S], how: Invalidation) {
        self.rest().purges.tags(tags, how);
    }

    /// Drops the responses at these URLs, in every encoding: the URLs as the Worker fetched them.
    pub fn purge_urls<S: AsRef<str>>(&self, urls: &[S], how: Invalidation) {
        self.rest().purges.urls(urls, how);
    }

    /// Drops every URL that begins so: host and path, with or without a scheme before them.
    pub fn purge_prefix(&self, prefix: &str, how: Invalidation) {
        self.rest().purges.prefix(prefix, how);
    }

    /// Drops everything.
    pub fn purge_everything(&self, how: Invalidation) {
        self.rest().purges.everything(how);
        if how == Invalidation::Hard {
            self.0.entries.invalidate_all();
        }
    }

    /// Makes all that is kept so much older: time passes for those who can't wait for it.
    pub fn grow_older(&self, by: Duration) {
        self.0.older_by_ms.fetch_add(by.as_millis().try_into().unwrap_or(u64::MAX), Relaxed);
    }

    /// What happened so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.rest().counts
    }

    /// A response that may be served, after waiting for another's load where that is under way; `None` is the order to
    /// load it and [`put`](Self::put) it, or to say by [`end`](Self::end) that nothing came of it.
    async fn look(&self, key: &Key) -> Option<Found> {
        let until = Instant::now() + WAIT_MAX;
        let mut has_waited = false;
        loop {
            let mut turn = match self.try_look(key) {
                Look::Found(found) => return Some(found),
                Look::Load => return None,
                Look::Wait(turn) => turn,
            };
            if !has_waited {
                self.rest().counts.waited += 1;
                has_waited = true;
            }
            if timeout_at(until, turn.comes()).await.is_err() {
                return self.look_on_error(key);
            }
        }
    }

    /// A response that may be served at once, for a reader that loads nothing.
    fn peek(&self, key: &Key) -> Option<Found> {
        let mut rest = self.rest();
        let (found, is_soft) = self.kept(key, &rest.purges)?;
        if is_soft || !found.entry.serves_while_revalidating(found.age_secs) {
            return None;
        }
        let counts = &mut rest.counts;
        let count = if found.state == State::Fresh { &mut counts.fresh } else { &mut counts.stale };
        *count += 1;
        Some(found)
    }

    /// A response that may be served because the origin fails, however stale within its time.
    fn look_on_error(&self, key: &Key) -> Option<Found> {
        let mut rest = self.rest();
        let (found, _) = self.kept(key, &rest.purges)?;
        rest.counts.stale += 1;
        Some(Found { state: State::Stale, ..found })
    }

    fn try_look(&self, key: &Key) -> Look {
        let now = self.now_ms();
        let mut rest = self.rest();
        let kept = self.kept(key, &rest.purges);
        if let Some((found, is_soft)) = &kept {
            if found.state == State::Fresh && !is_soft {
                rest.counts.fresh += 1;
                return Look::Found(found.clone());
            }
            if found.entry.serves_while_revalidating(found.age_secs) && !is_soft {
                rest.counts.stale += 1;
                let since = rest.purges.moment();
                let state = if rest.loads.begin(key, since, now) { State::Refresh } else { State::Stale };
                return Look::Found(Found { state, ..found.clone() });
            }
        }
        match rest.loads.last_end(key, now) {
            Some(Ended::Failed) if let Some((found, _)) = kept => {
                rest.counts.stale += 1;
                return Look::Found(Found { state: State::Stale, ..found });
            }
            Some(_) => {}
            None => {
                if let Some(turn) = rest.loads.turn(key, now) {
                    return Look::Wait(turn);
                }
            }
        }
        let since = rest.purges.moment();
        rest.loads.begin(key, since, now);
        rest.counts.loads += 1;
        Look::Load
    }

    /// What is kept under a key and may still be served in some case, and whether it was softly purged.
    fn kept(&self, key: &Key, purges: &Purges) -> Option<(Found, bool)> {
        let entry = self.0.entries.get(key)?;
        let age_secs = self.now_ms().saturating_sub(entry.stored_ms) / 1000;
        let purged = purges.since(entry.since, key.url(), &entry.tags);
        if purged == Some(Invalidation::Hard) || !entry.serves_on_error(age_secs) {
            self.0.entries.invalidate(key);
            return None;
        }
        let state = if entry.is_fresh(age_secs) { State::Fresh } else { State::Stale };
        Some((Found { entry, age_secs, state }, purged.is_some()))
    }

    /// Keeps a response, unless something of it was purged since its load began, or nobody was told to load it.
    fn put(&self, key: &Key, response: &[u8]) {
        let now = self.now_ms();
        let mut rest = self.rest();
        let since = rest.loads.end(key, Ended::Kept, now);
        let entry = since.and_then(|since| Entry::read(response, since, now));
        let entry = entry.filter(|entry| rest.purges.since(entry.since, key.url(), &entry.tags).is_none());
        match entry {
            Some(entry) => {
                self.0.entries.insert(key.clone(), Arc::new(entry));
                rest.counts.kept += 1;
            }
            None => rest.counts.refused += 1,
        }
    }

    /// Says that nothing to keep came of a load.
    fn end(&self, key: &Key, how: Ended) {
        let now = self.now_ms();
        self.rest().loads.end(key, how, now);
    }

    fn now_ms(&self) -> u64 {
        let passed = u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        passed.saturating_add(self.0.older_by_ms.load(Relaxed))
    }

    fn rest(&self) -> MutexGuard<'_, Rest> {
        self.0.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Invalidation::{Hard, Soft};

    const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\ncache-tag: articles,article:1\r\n\
        cloudflare-cdn-cache-control: max-age=300, stale-while-revalidate=60, stale-if-error=86400\r\n\r\nbody";

    fn key() -> Key {
        Key::new("http://origin/api/v1/articles", "gzip")
    }

    async fn filled() -> EdgeCache {
        let cache = EdgeCache::new(1 << 20);
        assert!(cache.look(&key()).await.is_none());
        cache.put(&key(), RESPONSE);
        cache
    }

    async fn state(cache: &EdgeCache) -> Option<State> {
        cache.look(&key()).await.map(|found| found.state)
    }

    #[tokio::test(start_paused = true)]
    async fn an_entry_is_fresh_then_stale_while_one_loads_then_only_for_errors() {
        let cache = filled().await;
        assert_eq!(state(&cache).await, Some(State::Fresh));
        cache.grow_older(Duration::from_secs(310));
        assert_eq!(state(&cache).await, Some(State::Refresh));
        assert_eq!(state(&cache).await, Some(State::Stale));
        cache.end(&key(), Ended::Failed);
        cache.grow_older(Duration::from_secs(600));
        assert_eq!(state(&cache).await, None);
        assert!(cache.look_on_error(&key()).is_some());
        cache.grow_older(Duration::from_secs(86_400));
        assert!(cache.look_on_error(&key()).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn one_loads_and_the_others_get_what_it_brings() {
        let cache = EdgeCache::new(1 << 20);
        assert_eq!(state(&cache).await, None);
        let others: Vec<_> = (0..100)
            .map(|_| {
                let cache = cache.clone();
                tokio::spawn(async move { state(&cache).await })
            })
            .collect();
        while cache.counts().waited < 100 {
            tokio::task::yield_now().await;
        }
        cache.put(&key(), RESPONSE);
        for other in others {
            assert_eq!(other.await.unwrap(), Some(State::Fresh));
        }
        assert_eq!((cache.counts().loads, cache.counts().waited), (1, 100));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_loads_by_itself() {
        let cache = EdgeCache::new(1 << 20);
        assert_eq!(state(&cache).await, None);
        assert_eq!(state(&cache).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn while_the_origin_fails_nobody_waits_and_the_stale_is_served() {
        let cache = filled().await;
        cache.grow_older(Duration::from_secs(1_000));
        assert_eq!(state(&cache).await, None);
        cache.end(&key(), Ended::Failed);
        assert_eq!(state(&cache).await, Some(State::Stale));
        cache.grow_older(Duration::from_secs(2));
        assert_eq!(state(&cache).await, None, "somebody tries again after a while");
    }

    #[tokio::test(start_paused = true)]
    async fn a_soft_purge_leaves_it_for_errors_only_and_a_hard_one_for_nothing() {
        let purges: [fn(&EdgeCache, Invalidation); 4] = [
            |cache, how| cache.purge_tags(&["articles"], how),
            |cache, how| cache.purge_urls(&["http://origin/api/v1/articles"], how),
            |cache, how| cache.purge_prefix("origin/api/", how),
            |cache, how| cache.purge_everything(how),
        ];
        for purge in purges {
            let cache = filled().await;
            purge(&cache, Soft);
            assert_eq!(state(&cache).await, None);
            assert!(cache.look_on_error(&key()).is_some());
            purge(&cache, Hard);
            assert!(cache.look_on_error(&key()).is_none());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_purge_of_an_unknown_tag_changes_nothing() {
        let cache = filled().await;
        cache.purge_tags(&["unknown", ""], Hard);
        assert_eq!(state(&cache).await, Some(State::Fresh));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_purged_during_its_load_is_not_kept() {
        for how in [Soft, Hard] {
            let cache = EdgeCache::new(1 << 20);
            assert_eq!(state(&cache).await, None);
            cache.purge_tags(&["article:1"], how);
            cache.put(&key(), RESPONSE);
            assert_eq!(cache.counts().refused, 1);
            assert_eq!(state(&cache).await, None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_fills_without_having_been_told_to_load() {
        let cache = EdgeCache::new(1 << 20);
        cache.put(&key(), RESPONSE);
        assert_eq!(state(&cache).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_cache_keeps_within_its_bytes() {
        let cache = EdgeCache::new(10_000);
        for n in 0..1_000 {
            let key = Key::new(format!("http://origin/{n}"), "");
            assert!(cache.look(&key).await.is_none());
            cache.put(&key, RESPONSE);
        }
        cache.0.entries.run_pending_tasks();
        assert!(cache.0.entries.weighted_size() <= 10_000);
    }
}
