//! How often which value came, in buckets that grow with the value: what several processes counted can be added up, and
//! percentiles of the sum are as exact as those of one.

use std::collections::BTreeMap;

/// Buckets for each doubling of the value. The middle of one is within 1/256 (0.4 %) of everything in it.
const PER_DOUBLING: u64 = 128;

/// How many doublings of a value lie below [`PER_DOUBLING`].
const FIRST_DOUBLINGS: u32 = 7;

/// The largest value that is told apart from larger ones: 19 hours, in microseconds.
const LARGEST: u64 = 1 << 36;

/// The bucket of that one, and the last.
pub(crate) const BUCKET_MAX: u16 = 3_840;

/// Counts by bucket; only buckets that were hit take room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram(BTreeMap<u16, u64>);

impl Histogram {
    /// Counts a value.
    pub fn note(&mut self, value: u64) {
        self.add(bucket(value), 1);
    }

    /// Adds to a bucket.
    pub fn add(&mut self, bucket: u16, count: u64) {
        *self.0.entry(bucket).or_default() += count;
    }

    /// Adds what another counted.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.0 {
            self.add(*bucket, *count);
        }
    }

    /// How many values were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The value that a share of all values (from 0 to 1) doesn't exceed, within 0.4 %; none of an empty histogram.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<f64> {
        let wanted = (share * self.count() as f64).ceil().max(1.0) as u64;
        let mut through = 0;
        let found = self.0.iter().find(|(_, count)| {
            through += **count;
            through >= wanted
        });
        // Above all is the last one: a share over 1 is a slip of arithmetic.
        found.or_else(|| self.0.last_key_value()).map(|(bucket, _)| middle(*bucket))
    }

    /// Each bucket's middle and count, the smallest first.
    pub fn values(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.0.iter().map(|(bucket, count)| (middle(*bucket), *count))
    }

    /// Each bucket's number and count, the smallest first.
    pub fn buckets(&self) -> impl Iterator<Item = (u16, u64)> + '_ {
        self.0.iter().map(|(bucket, count)| (*bucket, *count))
    }

    /// How many buckets were hit.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The bucket of a value.
fn bucket(value: u64) -> u16 {
    let value = value.min(LARGEST);
    if value < PER_DOUBLING {
        return value as u16;
    }
    let doublings = value.ilog2() - FIRST_DOUBLINGS;
    let place = (value >> doublings) - PER_DOUBLING;
    (u64::from(doublings + 1) * PER_DOUBLING + place) as u16
}

/// The middle of a bucket.
fn middle(bucket: u16) -> f64 {
    let bucket = u64::from(bucket);
    if bucket < PER_DOUBLING {
        return bucket as f64;
    }
    let doublings = bucket / PER_DOUBLING - 1;
    let lowest = (bucket % PER_DOUBLING + PER_DOUBLING) << doublings;
    let width = 1_u64 << doublings;
    lowest as f64 + (width - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bucket_holds_everything_that_is_larger() {
        assert_eq!((bucket(LARGEST), bucket(u64::MAX)), (BUCKET_MAX, BUCKET_MAX));
    }

    #[test]
    fn buckets_follow_each_other_and_their_middle_is_near() {
        let mut last = 0;
        for value in (0..100_000).chain((0..60).map(|n| 100_000 + n * 1_000_003)) {
            let bucket = bucket(value);
            assert!(bucket >= last, "{value}");
            assert!((middle(bucket) - value as f64).abs() <= value as f64 / 256.0, "{value}");
            last = bucket;
        }
        assert_eq!(bucket(u64::MAX), bucket(LARGEST));
    }

    /// Times as they are: most are short, some are long, a few are very long. In microseconds.
    fn skewed(n: u64) -> Vec<u64> {
        let mut state = n | 1;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as f64 + 1.0) / (1_u64 << 31) as f64
        };
        (0..n).map(|_| (200.0 * next().powf(-0.8)).min(30_000_000.0) as u64).collect()
    }

    fn exact(sorted: &[u64], share: f64) -> f64 {
        let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
        sorted[rank - 1] as f64
    }

    #[test]
    fn percentiles_of_skewed_times_are_within_one_percent() {
        for n in [10, 1_000, 100_000] {
            let mut times = skewed(n);
            let mut histogram = Histogram::default();
            times.iter().for_each(|time| histogram.note(*time));
            times.sort_unstable();
            for share in [0.5, 0.95, 0.99, 1.0] {
                let (found, exact) = (histogram.percentile(share).unwrap(), exact(&times, share));
                assert!((found - exact).abs() <= exact / 100.0, "{n}, {share}: {found} for {exact}");
            }
        }
        assert_eq!(Histogram::default().percentile(0.5), None);
    }

    #[test]
    fn what_eight_counted_is_what_one_would_have_counted() {
        let times = skewed(80_000);
        let (mut one, mut all) = (Histogram::default(), Histogram::default());
        times.iter().for_each(|time| one.note(*time));
        for part in times.chunks(10_000) {
            let mut of_process = Histogram::default();
            part.iter().for_each(|time| of_process.note(*time));
            all.merge(&of_process);
        }
        assert_eq!(all, one);
        assert_eq!(all.count(), 80_000);
    }
}
