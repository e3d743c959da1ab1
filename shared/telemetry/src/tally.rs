//! What one process counted of one thing in one minute.

use std::collections::BTreeMap;

use crate::histogram::Histogram;

/// What a series is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Requests of an operation.
    Operation,
    /// Deliveries of a task.
    Task,
    /// Look-ups in a namespace of the application cache.
    Cache,
    /// Requests that a limit refused.
    Limit,
}

impl Kind {
    /// What stands before a series' name in Redis.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Self::Operation => "o:",
            Self::Task => "t:",
            Self::Cache => "c:",
            Self::Limit => "l:",
        }
    }
}

/// What is counted by itself. Closed: an operation, a task, a namespace or a limit of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Series {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
}

impl Series {
    /// Its name in Redis: `o:articles.list`.
    pub(crate) fn text(self) -> String {
        [self.kind.prefix(), self.name].concat()
    }
}

/// Counts of a series: how long each took, and whatever else adds up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) took_us: Histogram,
    pub(crate) counts: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Adds to a count.
    pub(crate) fn add(&mut self, name: &'static str, count: u64) {
        if count > 0 {
            *self.counts.entry(name).or_default() += count;
        }
    }

    /// How many fields of a hash it is.
    pub(crate) fn fields(&self) -> usize {
        self.took_us.len() + self.counts.len()
    }
}
