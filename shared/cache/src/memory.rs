//! Level 1: what this process saw of entries. Their descriptions, so that a look-up knows the tags beforehand and needs
//! no script, which costs Redis ten times a plain read; and copies of the bodies, so that a look-up needs only the tags'
//! versions. Nothing in here is served unless Redis was asked whether it still holds: each time, or, where a namespace says
//! so, within the last second.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use moka::sync::Cache as Bounded;
use neurmatic_redis::{Cmd, Redis, cmd};
use tokio::time::Instant;

use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, Era, namespace_name, tag_name};
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
    born: Instant,
    /// What was checked before this is to be checked again, in milliseconds since `born`.
    unchecked_from_ms: AtomicU64,
}

/// What was last seen under a key.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) meta: Meta,
    /// The `MGET` of the clock, the namespace's and the tags' versions and the word of a removal.
    pub(crate) check: Cmd,
    /// In the order of [`Encoding::ALL`].
    copies: [Option<Copied>; Encoding::ALL.len()],
}

/// A body as Redis held it.
#[derive(Debug, Clone)]
pub(crate) struct Copied {
    /// The versions of its namespace and tags that it was filled under.
    pub(crate) versions: Bytes,
    /// When its load began, by the clock, and in which era.
    pub(crate) start_us: u64,
    pub(crate) era: Era,
    /// How long its load took.
    pub(crate) load: Duration,
    pub(crate) body: Bytes,
    /// When its entry expires; none: never.
    pub(crate) fresh_until: Option<Instant>,
    /// When the copy is too old to be used.
    pub(crate) until: Instant,
    pub(crate) checked: Checked,
}

/// When Redis was last asked about a copy and said that it holds, in milliseconds since the memory's birth.
#[derive(Debug, Clone)]
pub(crate) struct Checked(Arc<AtomicU64>);

impl Copied {
    /// How long its entry is still fresh.
    pub(crate) fn fresh_for(&self) -> Duration {
        self.fresh_until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }
}

impl Memory {
    /// With room for so many bytes of copies; 0 keeps none.
    pub(crate) fn new(copies_bytes_max: u64) -> Self {
        let seen = Bounded::builder()
            .max_capacity(DESCRIPTIONS_BYTES_MAX + copies_bytes_max)
            .weigher(|_, known: &Arc<Known>| known.weight())
            .build();
        let (born, unchecked_from_ms) = (Instant::now(), AtomicU64::new(0));
        Self { seen, copy_bytes_max: copies_bytes_max / COPY_SHARE_MAX, born, unchecked_from_ms }
    }

    pub(crate) fn of(&self, key: &str) -> Option<Arc<Known>> {
        self.seen.get(key)
    }

    /// Remembers a description, without copies.
    pub(crate) fn learn(&self, redis: &Redis, key: &Key, meta: &Meta) {
        let mut check = cmd("MGET");
        check.arg(redis.key(CLOCK));
        check.arg(redis.key(&namespace_name(key.namespace().name)));
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

    /// The mark of a copy about which Redis was asked at `asked`.
    pub(crate) fn checked_at(&self, asked: Instant) -> Checked {
        Checked(Arc::new(AtomicU64::new(self.ms_at(asked))))
    }

    /// Redis was asked at `asked`, and said that the copy holds.
    pub(crate) fn note_checked(&self, checked: &Checked, asked: Instant) {
        checked.0.fetch_max(self.ms_at(asked), Relaxed);
    }

    /// Whether a copy was last checked within `window`, and after all that this process invalidated itself.
    pub(crate) fn was_checked_within(&self, checked: &Checked, window: Duration) -> bool {
        let checked_ms = checked.0.load(Relaxed);
        let age_ms = self.ms_at(Instant::now()).saturating_sub(checked_ms);
        checked_ms > self.unchecked_from_ms.load(Relaxed) && u128::from(age_ms) < window.as_millis()
    }

    /// This process invalidated something: whatever was checked before is checked again.
    pub(crate) fn check_all_again(&self) {
        self.unchecked_from_ms.fetch_max(self.ms_at(Instant::now()), Relaxed);
    }

    fn ms_at(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.born).as_millis()).unwrap_or(u64::MAX)
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
            start_us: 0,
            era: [b'0'; 16],
            load: Duration::ZERO,
            body: Bytes::from(vec![b'x'; bytes]),
            fresh_until: None,
            until: Instant::now() + COPY_AGE_MAX,
            checked: Checked(Arc::default()),
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

    #[test]
    fn a_copy_goes_unchecked_for_its_window_and_not_over_an_invalidation_of_this_process() {
        let memory = Memory::new(0);
        let soon = Duration::from_secs(3_600);
        let asked = memory.born + Duration::from_millis(5);
        let checked = memory.checked_at(memory.born);
        assert!(!memory.was_checked_within(&checked, soon), "as old as the memory");
        memory.note_checked(&checked, asked);
        assert!(memory.was_checked_within(&checked, soon));
        assert!(!memory.was_checked_within(&checked, Duration::ZERO));
        memory.unchecked_from_ms.store(5, Relaxed);
        assert!(!memory.was_checked_within(&checked, soon), "checked no later than the invalidation");
    }
}
