//! Figures of a series, as read from Redis: of all instances together.

use std::collections::{BTreeMap, HashMap};

use crate::histogram::{BUCKET_MAX, Histogram};

/// What was counted of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How long each took, in microseconds.
    pub took_us: Histogram,
    counts: BTreeMap<String, u64>,
}

/// What was counted of a series in a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinuteFigures {
    /// The minute, since 1970.
    pub minute: i64,
    /// The series' name: an operation's, a task's, a namespace's.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
}

impl Figures {
    /// The figures of a hash. A field that this release doesn't know is another release's count.
    pub(crate) fn of(fields: HashMap<String, u64>) -> Self {
        let mut figures = Self::default();
        for (field, count) in fields {
            match field.parse() {
                Ok(bucket) if bucket <= BUCKET_MAX => figures.took_us.add(bucket, count),
                _not_a_bucket => *figures.counts.entry(field).or_default() += count,
            }
        }
        figures
    }

    /// Adds others'.
    pub fn merge(&mut self, other: &Self) {
        self.took_us.merge(&other.took_us);
        for (name, count) in &other.counts {
            *self.counts.entry(name.clone()).or_default() += count;
        }
    }

    /// A count; 0 where nothing was counted.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// Every count that isn't 0, by name.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// How many requests there were, by their statuses: for figures that were read without times.
    #[must_use]
    pub fn answered(&self) -> u64 {
        crate::data::STATUS_CLASSES.iter().map(|class| self.count(class)).sum()
    }

    /// How many there were that took time: requests, or attempts.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.took_us.count()
    }

    /// The mean time in milliseconds; none where there was nothing. Exact.
    #[must_use]
    pub fn mean_ms(&self) -> Option<f64> {
        let total = self.total();
        (total > 0).then(|| self.count("us") as f64 / total as f64 / 1_000.0)
    }

    /// The time in milliseconds that a share of all (from 0 to 1) doesn't exceed, within 0.4 %; none where there was
    /// nothing.
    #[must_use]
    pub fn percentile_ms(&self, share: f64) -> Option<f64> {
        self.took_us.percentile(share).map(|us| us / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_and_added_up() {
        let hash = [("5", 2), ("130", 1), ("us", 140), ("2xx", 3)];
        let mut figures = Figures::of(hash.map(|(name, count)| (name.to_owned(), count)).into());
        assert_eq!((figures.total(), figures.count("2xx"), figures.count("5xx")), (3, 3, 0));
        assert_eq!(figures.percentile_ms(0.5), Some(0.005));
        figures.merge(&figures.clone());
        assert_eq!((figures.total(), figures.count("us")), (6, 280));
        assert!((figures.mean_ms().unwrap() - 280.0 / 6.0 / 1_000.0).abs() < 1e-9);
    }
}
