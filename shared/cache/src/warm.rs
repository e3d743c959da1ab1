//! Filling many keys before anybody asks for them.

use futures::StreamExt as _;

use crate::door::Cache;
use crate::encoding::Encoding;
use crate::entry::Entry;
use crate::error::LoadError;
use crate::key::Key;
use crate::load::Source;
use crate::wanted::Wanted;

/// How far warming came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Warmed {
    /// Keys that were loaded and stored.
    pub filled: usize,
    /// Keys that were there, or are being loaded by somebody else.
    pub there: usize,
    /// Keys whose load failed, or wasn't stored.
    pub failed: usize,
}

impl Warmed {
    /// Keys that are done.
    pub fn done(&self) -> usize {
        self.filled + self.there + self.failed
    }
}

impl Cache {
    /// Fills those of the keys that aren't there, `at_once` at a time, each as [`Cache::get_or_load`] does it: so it disturbs
    /// nobody, and may be repeated. After each key `progress` is told how far it is.
    pub async fn warm<E: LoadError, F: Future<Output = Result<Entry, E>>>(
        &self,
        keys: impl IntoIterator<Item = Key>,
        at_once: usize,
        load: impl Fn(Key) -> F,
        mut progress: impl FnMut(Warmed),
    ) -> Warmed {
        let all = futures::stream::iter(keys).map(|key| {
            let again = key.clone();
            self.get_or_load(key, Wanted::body(Encoding::Identity), || load(again))
        });
        let mut finished = std::pin::pin!(all.buffer_unordered(at_once.max(1)));
        let mut warmed = Warmed::default();
        while let Some(outcome) = finished.next().await {
            match outcome.map(|served| served.source) {
                Ok(Source::Load { stored: true }) => warmed.filled += 1,
                Ok(Source::Cache | Source::Stale | Source::SharedLoad) => warmed.there += 1,
                Ok(Source::Load { stored: false }) | Err(_) => warmed.failed += 1,
            }
            progress(warmed);
        }
        warmed
    }
}
