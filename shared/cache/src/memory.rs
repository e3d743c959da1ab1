//! What this process saw of entries: their descriptions, by key. Knowing an entry's tags beforehand, a look-up
//! needs no script, which costs Redis ten times a plain read. What is remembered decides only what is asked;
//! the answer is checked against what Redis holds.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use neurmatic_redis::{Cmd, Redis, cmd};

use crate::scripts::{CLOCK, tag_name};
use crate::stored::Meta;

/// Most keys remembered, a few hundred bytes each. Beyond it all is forgotten, which costs each a script.
const MOST: usize = 16_384;

#[derive(Debug, Default)]
pub(crate) struct Memory {
    seen: RwLock<HashMap<String, Arc<Known>>>,
}

/// What was last seen under a key.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) meta: Meta,
    /// The `MGET` of the clock and the tags' versions; the entry's name is to be added.
    pub(crate) versions: Cmd,
}

impl Memory {
    pub(crate) fn of(&self, key: &str) -> Option<Arc<Known>> {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(crate) fn learn(&self, redis: &Redis, key: &str, meta: &Meta) {
        let mut versions = cmd("MGET");
        versions.arg(redis.key(CLOCK));
        for tag in meta.tags() {
            versions.arg(redis.key(&tag_name(tag)));
        }
        let known = Arc::new(Known { meta: meta.clone(), versions });

        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST && !seen.contains_key(key) {
            seen.clear();
        }
        seen.insert(key.to_owned(), known);
    }

    pub(crate) fn forget(&self, key: &str) {
        self.seen.write().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Tag;

    #[test]
    fn it_remembers_the_newest_and_stays_bounded() {
        let redis = Redis::open("redis://127.0.0.1:1", "test").unwrap();
        let memory = Memory::default();
        for n in 0..2 * MOST {
            memory.learn(&redis, &n.to_string(), &Meta::new("", "", &[Tag::all("many")], &[]));
        }
        assert!(memory.seen.read().unwrap().len() <= MOST);
        assert!(memory.of(&(2 * MOST - 1).to_string()).is_some());
        assert!(memory.of("0").is_none());
    }
}
