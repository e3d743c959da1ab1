//! The door: a process makes one cache and shares it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use neurmatic_cache_policy::Invalidation;
use neurmatic_redis::Redis;
use tokio::sync::Semaphore;

use crate::encoding::Encoding;
use crate::entry::Entry;
use crate::error::CacheError;
use crate::flights::Flights;
use crate::key::{Key, Namespace, Tag};
use crate::lookup::{BUDGET, Lookup, Where};
use crate::memory::{COPIES_BYTES_MAX, Memory};
use crate::scripts::{CLOCK, Clock, INVALIDATE, namespace_name, nonce, tag_name, word_of};
use crate::stats::{NamespaceStats, Stats};
use crate::stored::Answer;
use crate::wanted::Wanted;

/// Loads that may run at once while Redis is away: a few times a process's share of the database, so that it
/// stays busy and is not flooded.
const LOADS_WITHOUT_REDIS: usize = 32;

/// How long telling the cache something may take.
pub(crate) const WRITE_BUDGET: Duration = Duration::from_millis(250);

/// How long a tag's version is kept after its last invalidation. Losing one costs a load of each entry that
/// carries the tag, nothing else.
pub(crate) const VERSIONS_TTL_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// How long a removal is remembered, for the loads that are under way and for copies: longer than any request may last,
/// and twice as long as a copy lives.
const REMOVED_TTL_MS: u64 = 600_000;

/// The cache of a process. Share it in an `Arc`: callers of one key share a load.
#[derive(Debug)]
pub struct Cache {
    pub(crate) redis: Redis,
    pub(crate) stats: Stats,
    pub(crate) memory: Memory,
    pub(crate) flights: Flights,
    pub(crate) loads_without_redis: Semaphore,
    /// What this process is called where it holds a lease.
    pub(crate) holder: String,
    /// The newest time that was seen on the clock, in microseconds.
    pub(crate) clock_us: AtomicU64,
}

impl Cache {
    /// A cache on this Redis, with 32 MiB of copies in the process.
    pub fn new(redis: Redis) -> Self {
        Self::with_copies(redis, COPIES_BYTES_MAX)
    }

    /// The same with room for so many bytes of copies; 0 keeps none, and every hit's body comes from Redis.
    pub fn with_copies(redis: Redis, copies_bytes_max: u64) -> Self {
        Self {
            redis,
            stats: Stats::default(),
            memory: Memory::new(copies_bytes_max),
            flights: Flights::default(),
            loads_without_redis: Semaphore::new(LOADS_WITHOUT_REDIS),
            holder: nonce(),
            clock_us: AtomicU64::new(0),
        }
    }

    /// The valid and fresh answer, if there is one.
    pub async fn get(&self, key: Key, wanted: Wanted) -> Option<Answer> {
        match self.look_up_alone(key, wanted).await {
            Lookup::Hit(answer) => Some(answer),
            Lookup::Miss(fill) => {
                fill.at_hand.filter(|at_hand| at_hand.is_fresh).map(|at_hand| at_hand.answer)
            }
        }
    }

    /// Stores what the caller knows to be true now, such as a setting that it has just written, and tells whether it did.
    /// For what is read from elsewhere take [`Cache::get_or_load`]: between the reading and this nothing would be noticed.
    pub async fn set(&self, key: Key, entry: &Entry) -> bool {
        let mut trip = self.redis.trip();
        let looking = self.look_up_in(Where::RedisOnly, &mut trip, key, Wanted::body(Encoding::Identity));
        let mut answers = trip.send(BUDGET).await;
        let fill = self.see(looking, answers.as_mut()).fill;
        self.fill(&fill, entry).await
    }

    /// Drops every entry that carries one of the tags, whatever their number, and refuses the fills of loads
    /// that are under way. On an error nothing is known: do it again.
    pub async fn invalidate_tags(&self, tags: &[Tag], kind: Invalidation) -> Result<(), CacheError> {
        self.invalidate_tags_and_namespaces(tags, &[], kind).await
    }

    /// The same for what carries one of the tags, or lies in a namespace of one of these names: by one trip.
    pub async fn invalidate_tags_and_namespaces(
        &self,
        tags: &[Tag],
        namespaces: &[String],
        kind: Invalidation,
    ) -> Result<(), CacheError> {
        let tags = tags.iter().map(|tag| tag_name(tag.as_str()));
        let names: Vec<String> = tags.chain(namespaces.iter().map(|name| namespace_name(name))).collect();
        if names.is_empty() {
            return Ok(());
        }
        self.invalidate(&names, &[], word_of(kind), VERSIONS_TTL_MS).await
    }

    /// The same for all that a namespace holds.
    pub async fn invalidate_namespace(
        &self,
        namespace: &Namespace,
        kind: Invalidation,
    ) -> Result<(), CacheError> {
        self.invalidate(&[namespace_name(namespace.name)], &[], word_of(kind), VERSIONS_TTL_MS).await
    }

    /// Drops all there is, hard. For whoever knows that Redis lost invalidations: after a failover to a replica that
    /// lagged, say.
    pub async fn invalidate_all(&self) -> Result<(), CacheError> {
        self.invalidate(&[], &[], "all", VERSIONS_TTL_MS).await
    }

    /// Drops one entry, hard, and refuses the fills of its loads that are under way. On an error nothing is known:
    /// do it again.
    pub async fn remove(&self, key: &Key) -> Result<(), CacheError> {
        let entries = Encoding::ALL.map(|encoding| key.name_in(encoding));
        self.invalidate(&[key.removal_name()], &entries, word_of(Invalidation::Hard), REMOVED_TTL_MS).await
    }

    /// What each namespace did since the process began.
    pub fn stats(&self) -> Vec<NamespaceStats> {
        self.stats.all()
    }

    /// Tags, namespaces and entries that this process invalidated since it began: softly and hard, with their names.
    pub fn invalidations(&self) -> [(&'static str, u64); 2] {
        self.stats.invalidations()
    }

    /// Entries that this process remembers, and the bytes that they take, by estimate.
    pub fn memory(&self) -> (u64, u64) {
        self.memory.size()
    }

    /// Tells a Redis that went back in time so: the script notices by the newest time that was seen. Where it fails, the
    /// next one to notice does it.
    pub(crate) async fn mend(&self) {
        match self.invalidate(&[], &[], word_of(Invalidation::Hard), VERSIONS_TTL_MS).await {
            Ok(()) => tracing::warn!("Redis went back in time: all that it holds is void"),
            Err(error) => tracing::warn!(%error, "Redis went back in time, and can't be told"),
        }
    }

    async fn invalidate(
        &self,
        names: &[String],
        entries: &[String],
        kind: &str,
        ttl_ms: u64,
    ) -> Result<(), CacheError> {
        let clock = CLOCK.to_owned();
        let all = std::iter::once(&clock).chain(names).chain(entries);
        let keys: Vec<String> = all.map(|name| self.redis.key(name)).collect();
        let seen_us = self.clock_us.load(Relaxed);
        let mut trip = self.redis.trip();
        let part = trip.script(&INVALIDATE, &keys, (ttl_ms, nonce(), kind, seen_us, names.len()));
        let answers = trip.send(WRITE_BUDGET).await;
        // Whatever came of it, it may have been done.
        self.memory.check_all_again();
        let clock: Vec<u8> = answers?.take(part)?;
        self.stats.invalidated(kind == word_of(Invalidation::Soft), names.len());
        if let Some(clock) = Clock::parse(&clock) {
            self.clock_us.fetch_max(clock.time_us, Relaxed);
        }
        Ok(())
    }
}
