//! What each namespace does, counted since the process began.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

/// One namespace's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceStats {
    /// The namespace's name.
    pub namespace: &'static str,
    /// Look-ups answered from Redis, 304 and 404 included.
    pub hits: u64,
    /// Look-ups answered from a copy in the process that Redis said still holds.
    pub copy_hits: u64,
    /// Look-ups that found nothing valid.
    pub misses: u64,
    /// Loads that ran; fewer than misses where callers shared one.
    pub loads: u64,
    /// Fills refused because something was invalidated meanwhile.
    pub refused_fills: u64,
    /// Look-ups and fills that Redis did not answer.
    pub errors: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) hits: AtomicU64,
    pub(crate) copy_hits: AtomicU64,
    pub(crate) misses: AtomicU64,
    pub(crate) loads: AtomicU64,
    pub(crate) refused_fills: AtomicU64,
    pub(crate) errors: AtomicU64,
}

#[derive(Debug, Default)]
pub(crate) struct Stats {
    by_namespace: RwLock<HashMap<&'static str, Arc<Counters>>>,
}

impl Stats {
    pub(crate) fn of(&self, namespace: &'static str) -> Arc<Counters> {
        let known = self.by_namespace.read().unwrap_or_else(PoisonError::into_inner).get(namespace).cloned();
        known.unwrap_or_else(|| {
            let mut all = self.by_namespace.write().unwrap_or_else(PoisonError::into_inner);
            all.entry(namespace).or_default().clone()
        })
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
    fn read(&self, namespace: &'static str) -> NamespaceStats {
        NamespaceStats {
            namespace,
            hits: self.hits.load(Relaxed),
            copy_hits: self.copy_hits.load(Relaxed),
            misses: self.misses.load(Relaxed),
            loads: self.loads.load(Relaxed),
            refused_fills: self.refused_fills.load(Relaxed),
            errors: self.errors.load(Relaxed),
        }
    }
}

/// Counts one.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}
