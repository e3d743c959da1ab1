//! The door: a process makes one cache and shares it.

use std::time::Duration;

use neurmatic_cache_policy::Invalidation;
use neurmatic_redis::Redis;
use tokio::sync::Semaphore;

use crate::encoding::Encoding;
use crate::error::CacheError;
use crate::flights::Flights;
use crate::key::{Key, Tag};
use crate::memory::{COPIES_BYTES_MAX, Memory};
use crate::scripts::{CLOCK, INVALIDATE, REMOVE, nonce, tag_name, word_of};
use crate::stats::{NamespaceStats, Stats};

/// Loads that may run at once while Redis is away: a few times a process's share of the database, so that it
/// stays busy and is not flooded.
const LOADS_WITHOUT_REDIS: usize = 32;

/// How long telling the cache something may take.
pub(crate) const WRITE_BUDGET: Duration = Duration::from_millis(250);

/// How long a tag's version is kept after its last invalidation. Losing one costs a load of each entry that
/// carries the tag, nothing else.
pub(crate) const VERSIONS_TTL_SECS: u64 = 30 * 24 * 60 * 60;

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
        }
    }

    /// Drops every entry that carries one of the tags, whatever their number, and refuses the fills of loads
    /// that are under way. On an error nothing is known: do it again.
    pub async fn invalidate_tags(&self, tags: &[Tag], kind: Invalidation) -> Result<(), CacheError> {
        if tags.is_empty() {
            return Ok(());
        }
        let mut keys = vec![self.redis.key(CLOCK)];
        keys.extend(tags.iter().map(|tag| self.redis.key(&tag_name(tag.as_str()))));
        let mut trip = self.redis.trip();
        let part = trip.script(&INVALIDATE, &keys, (VERSIONS_TTL_SECS, nonce(), word_of(kind)));
        trip.send(WRITE_BUDGET).await?.take::<String>(part)?;
        Ok(())
    }

    /// Drops one entry, and refuses the fills of its loads that are under way. On an error nothing is known:
    /// do it again.
    pub async fn remove(&self, key: &Key) -> Result<(), CacheError> {
        let mut trip = self.redis.trip();
        let names = Encoding::ALL.map(|encoding| key.name_in(encoding));
        let mut keys = vec![self.redis.key(CLOCK), self.redis.key(&key.removal_name())];
        keys.extend(names.iter().map(|name| self.redis.key(name)));
        let part = trip.script(&REMOVE, &keys, (REMOVED_TTL_MS, nonce()));
        trip.send(WRITE_BUDGET).await?.take::<String>(part)?;
        Ok(())
    }

    /// What each namespace did since the process began.
    pub fn stats(&self) -> Vec<NamespaceStats> {
        self.stats.all()
    }

    /// Entries that this process remembers, and the bytes that they take, by estimate.
    pub fn memory(&self) -> (u64, u64) {
        self.memory.size()
    }
}
