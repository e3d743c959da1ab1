//! Who loads what at this moment, so that the others can wait for it.

use std::collections::HashMap;

use tokio::sync::watch;

use super::entry::Key;

/// After so long a load counts as lost, and somebody else may begin: the edge gives the origin 12 s.
const LOAD_MS_MAX: u64 = 15_000;

/// How long the end of a load without anything to keep is remembered. In that time nobody waits for another: a failing
/// origin would make a queue of them.
const ENDED_MS: u64 = 1_000;

/// Loads and ends that are remembered; beyond that the old ones are cleared away.
const REMEMBERED_MAX: usize = 10_000;

/// How a load ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Its response came to be kept.
    Kept,
    /// The origin failed: what is stale may be served.
    Failed,
    /// The origin answered what isn't to be kept.
    Nothing,
}

#[derive(Debug)]
struct Load {
    since: u64,
    began_ms: u64,
    /// Dropped with the load, which wakes those who wait.
    done: watch::Sender<()>,
}

#[derive(Debug, Default)]
pub(super) struct Loads {
    running: HashMap<Key, Load>,
    ended: HashMap<Key, (Ended, u64)>,
}

/// A place among those who wait for a load.
pub(super) struct Turn(watch::Receiver<()>);

impl Turn {
    /// Returns when the load has ended in whatever way.
    pub(super) async fn comes(&mut self) {
        // Nothing is ever sent: an error means that the sender is gone, which is the end of the load.
        while self.0.changed().await.is_ok() {}
    }
}

impl Loads {
    /// Notes a load; false when one is under way already, whose beginning then counts for both.
    pub(super) fn begin(&mut self, key: &Key, since: u64, now_ms: u64) -> bool {
        if self.is_running(key, now_ms) {
            return false;
        }
        if self.running.len() >= REMEMBERED_MAX {
            self.running.retain(|_, load| now_ms < load.began_ms + LOAD_MS_MAX);
        }
        if self.running.len() < REMEMBERED_MAX {
            let done = watch::Sender::new(());
            self.running.insert(key.clone(), Load { since, began_ms: now_ms, done });
        }
        true
    }

    /// A place to wait in, while a load is under way.
    pub(super) fn turn(&self, key: &Key, now_ms: u64) -> Option<Turn> {
        let load = self.running.get(key).filter(|load| now_ms < load.began_ms + LOAD_MS_MAX)?;
        Some(Turn(load.done.subscribe()))
    }

    /// Notes the end of a load; the moment at which it had begun, if it is known.
    pub(super) fn end(&mut self, key: &Key, how: Ended, now_ms: u64) -> Option<u64> {
        if how == Ended::Kept {
            self.ended.remove(key);
        } else {
            if self.ended.len() >= REMEMBERED_MAX {
                self.ended.retain(|_, (_, at)| now_ms < *at + ENDED_MS);
            }
            if self.ended.len() < REMEMBERED_MAX {
                self.ended.insert(key.clone(), (how, now_ms));
            }
        }
        self.running.remove(key).map(|load| load.since)
    }

    /// How the last load ended, if that was a moment ago and nothing was kept.
    pub(super) fn last_end(&self, key: &Key, now_ms: u64) -> Option<Ended> {
        let (how, at) = self.ended.get(key)?;
        (now_ms < *at + ENDED_MS).then_some(*how)
    }

    fn is_running(&self, key: &Key, now_ms: u64) -> bool {
        self.running.get(key).is_some_and(|load| now_ms < load.began_ms + LOAD_MS_MAX)
    }
}
