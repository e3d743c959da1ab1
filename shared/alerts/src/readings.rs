//! What was read at a time.

use std::collections::BTreeMap;

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The time that 95 % of an operation's requests don't exceed.
    ResponseP95,
    /// The share of all requests that were answered with 5xx.
    ErrorShare,
    /// The mean time of a statement.
    QueryMean,
    /// The share of its memory that a function's fullest instance uses.
    MemoryShare,
    /// A function's instances that leak.
    MemoryLeaks,
    /// Tasks of a queue that are due and wait.
    TasksWaiting,
    /// Tasks of a queue that were given up.
    TasksDead,
    /// An operation's requests in a minute, as a multiple of what it had before.
    RequestSpike,
    /// How many times as fast as it may the error budget is used up, by the hour.
    FastBurn,
    /// The same by six hours.
    SlowBurn,
    /// Critical findings of a check of the database about one thing.
    DatabaseFindings,
    /// Tables whose default partition holds rows.
    DefaultPartition,
}

impl Measure {
    /// What is compared over which window, in which unit, and what a subject is.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::ResponseP95 => "an operation's p95 of 5 minutes, ms",
            Self::ErrorShare => "share of all requests of 5 minutes with 5xx",
            Self::QueryMean => "mean time of all statements of requests of 5 minutes, ms",
            Self::MemoryShare => "share of its limit that a function's fullest instance uses now",
            Self::MemoryLeaks => "a function's instances with the verdict `leaking` now",
            Self::TasksWaiting => "a queue's tasks that are due and wait now",
            Self::TasksDead => "a queue's tasks that were given up and lie there now",
            Self::RequestSpike => {
                "an operation's requests of a minute, as a multiple of the mean of the 13 before"
            }
            Self::FastBurn => "burn rate of 1 hour or of 5 minutes, the smaller",
            Self::SlowBurn => "burn rate of 6 hours or of 30 minutes, the smaller",
            Self::DatabaseFindings => {
                "critical findings of a check about one thing now, looked for every 5 minutes"
            }
            Self::DefaultPartition => "whether a table's default partition holds rows now",
        }
    }
}

/// What was read of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Which: an operation, a queue, a function; `all` for everything together.
    pub subject: String,
    /// The value, in the measure's unit.
    pub value: f64,
    /// How many requests (statements, instances, tasks) it is made of.
    pub traffic: u64,
}

impl Reading {
    /// The subject of what is about everything together.
    pub const ALL: &'static str = "all";

    /// A reading.
    #[must_use]
    pub fn new(subject: impl Into<String>, value: f64, traffic: u64) -> Self {
        Self { subject: subject.into(), value, traffic }
    }
}

/// What is known of a measure.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known {
    readings: Vec<Reading>,
    /// Beginnings of subjects that nothing could be read of.
    unknown: Vec<String>,
}

/// What was read at a time. A measure that isn't in it couldn't be read; a subject that isn't among its readings has nothing to be
/// read: no requests, no such instance any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings(BTreeMap<Measure, Known>);

impl Readings {
    /// Adds what was read of a measure.
    pub fn add(&mut self, measure: Measure, readings: Vec<Reading>) {
        self.0.entry(measure).or_default().readings.extend(readings);
    }

    /// Says that of a measure's subjects that begin so nothing could be read, though something could of others.
    pub fn add_unknown(&mut self, measure: Measure, beginnings: impl IntoIterator<Item = String>) {
        self.0.entry(measure).or_default().unknown.extend(beginnings);
    }

    /// The readings of a measure, the highest first; `None`: it couldn't be read.
    pub(crate) fn of(&self, measure: Measure) -> Option<Vec<&Reading>> {
        let mut readings: Vec<&Reading> = self.0.get(&measure)?.readings.iter().collect();
        readings.sort_by(|one, other| other.value.total_cmp(&one.value));
        Some(readings)
    }

    /// Whether something could be read of a subject, if there was something.
    pub(crate) fn is_known(&self, measure: Measure, subject: &str) -> bool {
        let known = self.0.get(&measure);
        known.is_some_and(|known| {
            !known.unknown.iter().any(|beginning| subject.starts_with(beginning.as_str()))
        })
    }
}
