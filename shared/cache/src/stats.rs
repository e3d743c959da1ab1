//! What each namespace does, counted since the process began.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// The upper bounds of [`NamespaceStats::lookups_by_time`], in microseconds; the last count is of what took longer.
pub const LOOKUP_BOUNDS_US: [u64; 8] = [50, 100, 250, 500, 1_000, 5_000, 25_000, 250_000];

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// One namespace's counts.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct NamespaceStats {
            /// The namespace's name.
            pub namespace: &'static str,
            $($(#[$doc])* pub $name: u64,)*
            /// Look-ups that Redis answered, by the time that took: the requests' whole trip. See [`LOOKUP_BOUNDS_US`].
            pub lookups_by_time: [u64; LOOKUP_BOUNDS_US.len() + 1],
        }

        impl NamespaceStats {
            /// Every count that adds up, with its name.
            #[must_use]
            pub fn counts(&self) -> [(&'static str, u64); COUNTS] {
                [$((stringify!($name), self.$name),)*]
            }
        }

        /// How many counts there are of a namespace.
        const COUNTS: usize = [$(stringify!($name)),*].len();

        #[derive(Debug, Default)]
        pub(crate) struct Counters {
            $(pub(crate) $name: AtomicU64,)*
            lookups_by_time: [AtomicU64; LOOKUP_BOUNDS_US.len() + 1],
        }

        impl Counters {
            fn read(&self, namespace: &'static str) -> NamespaceStats {
                NamespaceStats {
                    namespace,
                    $($name: self.$name.load(Relaxed),)*
                    lookups_by_time: self.lookups_by_time.each_ref().map(|count| count.load(Relaxed)),
                }
            }
        }
    };
}

counts! {
    /// Look-ups answered from Redis, 304 and 404 included.
    hits,
    /// Look-ups answered from a copy in the process that Redis said still holds.
    copy_hits,
    /// Look-ups answered from a copy in the process without asking.
    unchecked_hits,
    /// Look-ups that found nothing valid and fresh.
    misses,
    /// Loads that ran; fewer than misses where callers shared one.
    loads,
    /// Loads of entries that were still fresh, so that nobody has to wait when they aren't.
    early_refreshes,
    /// Callers that waited for a load of another process.
    lease_waits,
    /// Answers from expired entries while somebody loads, or instead of a load that takes too long or fails.
    stale_served,
    /// Answers from softly invalidated entries, because the load failed.
    failsafe_served,
    /// Fills refused because something was invalidated meanwhile.
    refused_fills,
    /// Look-ups and fills that Redis did not answer, or refused.
    errors,
    /// Microseconds that look-ups took which Redis answered.
    lookups_us,
}

#[derive(Debug, Default)]
pub(crate) struct Stats {
    by_namespace: RwLock<HashMap<&'static str, Arc<Counters>>>,
    soft_invalidations: AtomicU64,
    hard_invalidations: AtomicU64,
}

impl Stats {
    pub(crate) fn of(&self, namespace: &'static str) -> Arc<Counters> {
        let known = self.by_namespace.read().unwrap_or_else(PoisonError::into_inner).get(namespace).cloned();
        known.unwrap_or_else(|| {
            let mut all = self.by_namespace.write().unwrap_or_else(PoisonError::into_inner);
            all.entry(namespace).or_default().clone()
        })
    }

    /// Counts an invalidation of so many tags or entries.
    pub(crate) fn invalidated(&self, is_soft: bool, names: usize) {
        let counter = if is_soft { &self.soft_invalidations } else { &self.hard_invalidations };
        counter.fetch_add(names as u64, Relaxed);
    }

    /// Names that were invalidated, by how.
    pub(crate) fn invalidations(&self) -> [(&'static str, u64); 2] {
        [
            ("soft_invalidations", self.soft_invalidations.load(Relaxed)),
            ("hard_invalidations", self.hard_invalidations.load(Relaxed)),
        ]
    }

    /// All namespaces that were used, by name.
    pub(crate) fn all(&self) -> Vec<NamespaceStats> {
        let all = self.by_namespace.read().unwrap_or_else(PoisonError::into_inner);
        let mut stats: Vec<_> = all.iter().map(|(namespace, counters)| counters.read(namespace)).collect();
        stats.sort_by_key(|stats| stats.namespace);
        stats
    }
}

impl Counters {
    /// Counts a look-up that Redis answered.
    pub(crate) fn looked_up(&self, took: Duration) {
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.lookups_us.fetch_add(took_us, Relaxed);
        let bound = LOOKUP_BOUNDS_US.iter().take_while(|bound| took_us > **bound).count();
        if let Some(counter) = self.lookups_by_time.get(bound) {
            count(counter);
        }
    }
}

/// Counts one.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_ups_are_counted_by_their_time() {
        let stats = Stats::default();
        for us in [7, 50, 51, 1_000_000] {
            stats.of("page").looked_up(Duration::from_micros(us));
        }
        let page = stats.all().remove(0);
        assert_eq!(page.lookups_by_time, [2, 1, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(page.lookups_us, 1_000_108);
        assert!(page.counts().contains(&("lookups_us", 1_000_108)));
    }

    #[test]
    fn invalidations_are_counted_by_how() {
        let stats = Stats::default();
        stats.invalidated(true, 3);
        stats.invalidated(false, 1);
        assert_eq!(stats.invalidations(), [("soft_invalidations", 3), ("hard_invalidations", 1)]);
    }
}
