//! Level 1: what this process saw of entries. Their descriptions, so that a look-up knows the tags beforehand and needs
//! no script, which costs Redis ten times a plain read; and copies of the bodies, so that a look-up needs only the tags'
//! versions. Nothing in here is served unchecked: Redis is asked each time whether it still holds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use moka::sync::Cache as Bounded;
use neurmatic_redis::{Cmd, Redis, cmd};

use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, tag_name};
use crate::stored::Meta;

/// Bytes of copies at most, unless told otherwise: an eighth of the smallest function's memory, 256 MB.
pub(crate) const COPIES_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Bytes of descriptions at most, beside the copies: some 16,000 of them.
const DESCRIPTIONS_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// What a description takes beside its text: the commands and the map's own, by estimate.
const DESCRIPTION_BYTES: u32 = 512;

/// A copy larger than this share of the room isn't kept: it would push out too much.
const COPY_SHARE_MAX: u64 = 16;

/// The oldest that a copy gets. The word of a removal is kept for longer than that.
pub(crate) const COPY_AGE_MAX: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub(crate) struct Memory {
    seen: Bounded<String, Arc<Known>>,
    copy_bytes_max: u64,
}

/// What was last seen under a key.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) meta: Meta,
    /// The `MGET` of the clock, the tags' versions and the word of a removal.
    pub(crate) check: Cmd,
    /// In the order of [`Encoding::ALL`].
    copies: [Option<Copied>; Encoding::ALL.len()],
}

/// A body as Redis held it.
#[derive(Debug, Clone)]
pub(crate) struct Copied {
    /// The versions of its tags that it was filled under.
    pub(crate) versions: Bytes,
    pub(crate) body: Bytes,
    /// When it expires.
    pub(crate) until: Instant,
}

impl Memory {
    /// With room for so many bytes of copies; 0 keeps none.
    pub(crate) fn new(copies_bytes_max: u64) -> Self {
        let seen = Bounded::builder()
            .max_capacity(DESCRIPTIONS_BYTES_MAX + copies_bytes_max)
            .weigher(|_, known: &Arc<Known>| known.weight())
            .build();
        Self { seen, copy_bytes_max: copies_bytes_max / COPY_SHARE_MAX }
    }

    pub(crate) fn of(&self, key: &str) -> Option<Arc<Known>> {
        self.seen.get(key)
    }

    /// Remembers a description, without copies.
    pub(crate) fn learn(&self, redis: &Redis, key: &Key, meta: &Meta) {
        let mut check = cmd("MGET");
        check.arg(redis.key(CLOCK));
        for tag in meta.tags() {
            check.arg(redis.key(&tag_name(tag)));
        }
        check.arg(redis.key(&key.removal_name()));
        let known = Known { meta: meta.clone(), check, copies: [const { None }; 3] };
        self.seen.insert(key.name().to_owned(), Arc::new(known));
    }

    /// Keeps a copy of what was read under a description.
    pub(crate) fn keep(&self, key: &Key, known: &Known, encoding: Encoding, copy: Copied) {
        let is_small = u64::try_from(copy.body.len()).is_ok_and(|bytes| bytes <= self.copy_bytes_max);
        if is_small && self.copy_bytes_max > 0 {
            self.change(key, known, encoding, Some(copy));
        }
    }

    /// Forgets a copy that holds no more.
    pub(crate) fn drop_copy(&self, key: &Key, known: &Known, encoding: Encoding) {
        self.change(key, known, encoding, None);
    }

    pub(crate) fn forget(&self, key: &str) {
        self.seen.invalidate(key);
    }

    /// Entries that are remembered, and the bytes that they take, by estimate.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.seen.entry_count(), self.seen.weighted_size())
    }

    fn change(&self, key: &Key, known: &Known, encoding: Encoding, copy: Option<Copied>) {
        let mut known = known.clone();
        if let Some(place) = known.copies.get_mut(encoding.place()) {
            *place = copy;
        }
        self.seen.insert(key.name().to_owned(), Arc::new(known));
    }
}

impl Known {
    /// The encoding that a client gets who wants this one.
    pub(crate) fn encoding_for(&self, wanted: Encoding) -> Encoding {
        if self.meta.has(wanted) { wanted } else { Encoding::Identity }
    }

    /// The copy in an encoding, unless it has expired.
    pub(crate) fn copy(&self, encoding: Encoding) -> Option<&Copied> {
        let copy = self.copies.get(encoding.place())?.as_ref()?;
        (Instant::now() < copy.until).then_some(copy)
    }

    fn weight(&self) -> u32 {
        let copies = self.copies.iter().flatten().map(|copy| copy.versions.len() + copy.body.len());
        let bytes = 3 * self.meta.as_bytes().len() + copies.sum::<usize>();
        u32::try_from(bytes).unwrap_or(u32::MAX / 2) + DESCRIPTION_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Namespace, Tag, Tier};

    static LIST: Namespace = Namespace::new("list", Tier::Hot);

    fn redis() -> Redis {
        Redis::open("redis://127.0.0.1:1", "test").unwrap()
    }

    fn copy(bytes: usize) -> Copied {
        Copied {
            versions: Bytes::new(),
            body: Bytes::from(vec![b'x'; bytes]),
            until: Instant::now() + COPY_AGE_MAX,
        }
    }

    #[test]
    fn it_stays_within_its_bytes() {
        let (redis, memory) = (redis(), Memory::new(1024 * 1024));
        let meta = Meta::new("v", "text/plain", &[Tag::all("many")], &[]);
        for n in 0..4_000 {
            let key = LIST.key(&[&n.to_string()]);
            memory.learn(&redis, &key, &meta);
            let known = memory.of(key.name()).unwrap();
            memory.keep(&key, &known, Encoding::Identity, copy(8_000));
        }
        memory.seen.run_pending_tasks();
        let (entries, bytes) = memory.size();
        assert!(bytes <= 1024 * 1024 + DESCRIPTIONS_BYTES_MAX, "{bytes}");
        assert!((1..4_000).contains(&entries), "{entries}");
    }

    #[test]
    fn a_copy_is_kept_until_it_expires_and_only_if_there_is_room_for_it() {
        let (redis, memory, key) = (redis(), Memory::new(16_000), LIST.key(&["newest"]));
        let meta = Meta::new("v", "text/plain", &[], &[Encoding::Gzip]);
        memory.learn(&redis, &key, &meta);
        let keep = |encoding, copy| {
            memory.keep(&key, &memory.of(key.name()).unwrap(), encoding, copy);
            memory.of(key.name()).unwrap().copy(encoding).is_some()
        };
        assert!(keep(Encoding::Gzip, copy(1_000)));
        assert!(!keep(Encoding::Identity, copy(1_001)), "more than a sixteenth");
        assert!(!keep(Encoding::Brotli, Copied { until: Instant::now(), ..copy(1) }));
        memory.drop_copy(&key, &memory.of(key.name()).unwrap(), Encoding::Gzip);
        assert!(memory.of(key.name()).unwrap().copy(Encoding::Gzip).is_none());
    }
}
