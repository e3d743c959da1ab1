//! What was purged, and when in the order of things. Looking at it is how an entry learns that it is no longer good.

use std::collections::HashMap;

use neurmatic_cache_policy::Invalidation;

/// Names that are remembered one by one. Beyond that all of them together count as "everything": more is dropped than
/// was asked for, but nothing that was purged comes back.
const NAMES_MAX: usize = 100_000;

/// Prefixes that are remembered one by one: each costs a comparison a look.
const PREFIXES_MAX: usize = 1_000;

/// The last moments of a soft and of a hard purge; 0 is never.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    soft: u64,
    hard: u64,
}

/// The record of purges. Moments are numbers that grow by one with each purge, so that two never coincide.
#[derive(Debug, Default)]
pub(super) struct Purges {
    now: u64,
    everything: Last,
    tags: HashMap<String, Last>,
    urls: HashMap<String, Last>,
    prefixes: Vec<(String, Last)>,
}

impl Purges {
    /// The moment that a load begins at: every later purge counts against what it brings.
    pub(super) fn moment(&self) -> u64 {
        self.now
    }

    pub(super) fn tags<S: AsRef<str>>(&mut self, tags: &[S], how: Invalidation) {
        let now = self.next();
        for tag in tags {
            self.tags.entry(tag.as_ref().to_owned()).or_default().set(how, now);
        }
        self.bound();
    }

    pub(super) fn urls<S: AsRef<str>>(&mut self, urls: &[S], how: Invalidation) {
        let now = self.next();
        for url in urls {
            self.urls.entry(url.as_ref().to_owned()).or_default().set(how, now);
        }
        self.bound();
    }

    pub(super) fn prefix(&mut self, prefix: &str, how: Invalidation) {
        let now = self.next();
        let prefix = without_scheme(prefix);
        match self.prefixes.iter_mut().find(|(known, _)| known == prefix) {
            Some((_, last)) => last.set(how, now),
            None => {
                let mut last = Last::default();
                last.set(how, now);
                self.prefixes.push((prefix.to_owned(), last));
            }
        }
        self.bound();
    }

    pub(super) fn everything(&mut self, how: Invalidation) {
        let now = self.next();
        self.everything.set(how, now);
    }

    /// The gravest purge of a response since the moment before its load.
    pub(super) fn since(&self, moment: u64, url: &str, tags: &[String]) -> Option<Invalidation> {
        let bare = without_scheme(url);
        let prefixes = self.prefixes.iter().filter(|(prefix, _)| bare.starts_with(prefix.as_str()));
        let named = tags.iter().filter_map(|tag| self.tags.get(tag)).chain(self.urls.get(url));
        let all = named.chain(prefixes.map(|(_, last)| last)).chain([&self.everything]);
        all.filter_map(|last| last.since(moment)).max()
    }

    fn next(&mut self) -> u64 {
        self.now += 1;
        self.now
    }

    /// Forgets single names when they are too many, by counting them as a purge of everything at their moments.
    fn bound(&mut self) {
        if self.tags.len() + self.urls.len() <= NAMES_MAX && self.prefixes.len() <= PREFIXES_MAX {
            return;
        }
        let named = self.tags.drain().chain(self.urls.drain()).chain(self.prefixes.drain(..));
        for (_, last) in named {
            self.everything.soft = self.everything.soft.max(last.soft);
            self.everything.hard = self.everything.hard.max(last.hard);
        }
    }
}

impl Last {
    fn set(&mut self, how: Invalidation, now: u64) {
        match how {
            Invalidation::Soft => self.soft = now,
            Invalidation::Hard => self.hard = now,
        }
    }

    fn since(self, moment: u64) -> Option<Invalidation> {
        if self.hard > moment {
            Some(Invalidation::Hard)
        } else {
            (self.soft > moment).then_some(Invalidation::Soft)
        }
    }
}

/// Prefixes are given without a scheme, as Cloudflare wants them.
fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Invalidation::{Hard, Soft};

    #[test]
    fn the_gravest_purge_since_the_load_counts() {
        let mut purges = Purges::default();
        let tags = vec!["a".to_owned(), "b".to_owned()];
        let url = "http://origin/one";
        purges.tags(&["a"], Hard);
        let moment = purges.moment();
        assert_eq!(purges.since(moment, url, &tags), None);
        purges.tags(&["a", "c"], Soft);
        assert_eq!(purges.since(moment, url, &tags), Some(Soft));
        purges.urls(&[url], Hard);
        assert_eq!(purges.since(moment, url, &tags), Some(Hard));
        assert_eq!(purges.since(purges.moment(), url, &tags), None);
    }

    #[test]
    fn a_prefix_is_of_host_and_path() {
        let mut purges = Purges::default();
        purges.prefix("https://origin/api/", Soft);
        assert_eq!(purges.since(0, "http://origin/api/v1", &[]), Some(Soft));
        assert_eq!(purges.since(0, "http://origin/media", &[]), None);
    }

    #[test]
    fn too_many_names_drop_more_and_never_less() {
        let mut purges = Purges::default();
        purges.tags(&["gone"], Hard);
        let names: Vec<String> = (0..NAMES_MAX).map(|n| n.to_string()).collect();
        purges.tags(&names, Soft);
        assert!(purges.tags.is_empty());
        assert_eq!(purges.since(0, "u", &["gone".to_owned()]), Some(Hard));
        assert_eq!(purges.since(1, "u", &["other".to_owned()]), Some(Soft));
        assert_eq!(purges.since(purges.moment(), "u", &["gone".to_owned()]), None);
    }
}
