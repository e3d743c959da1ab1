//! Random numbers by name and index: `Rng::of("users.profile", 7)` is the same sequence on every machine, in whatever
//! order rows are asked for. SplitMix64 (Steele, Lea, Flood 2014); good for data, never for secrets.

use uuid::{Builder, Uuid};

use crate::calendar::Moment;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A sequence of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The sequence of a row, or of one side of it.
    pub(crate) fn of(stream: &str, index: u64) -> Self {
        // FNV-1a of the name, then the index, mixed so that neighbours have nothing in common.
        let name = stream
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Self(mix(name ^ mix(index.wrapping_add(GOLDEN))))
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Evenly in `0..n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// Evenly in `low..=high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Evenly in `0.0..1.0`.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True this many times in a thousand.
    pub(crate) fn permille(&mut self, chance: u64) -> bool {
        self.below(1000) < chance
    }

    /// A rank in `0..n` by Zipf's law with exponent 1: the first is as likely as the 10th to the 19th together.
    pub(crate) fn rank(&mut self, n: u64) -> u64 {
        let drawn = ((n + 1) as f64).powf(self.unit()) as u64;
        drawn.saturating_sub(1).min(n.saturating_sub(1))
    }

    /// One of the words, each as likely.
    pub(crate) fn pick(&mut self, words: &[&'static str]) -> &'static str {
        self.at(words, Self::below)
    }

    /// One of the words, the first ones much more often.
    pub(crate) fn pick_skewed(&mut self, words: &[&'static str]) -> &'static str {
        self.at(words, Self::rank)
    }

    fn at(&mut self, words: &[&'static str], draw: fn(&mut Self, u64) -> u64) -> &'static str {
        let index = draw(self, words.len() as u64) as usize;
        words.get(index).copied().unwrap_or_default()
    }

    /// A UUIDv7 made at a moment.
    pub(crate) fn id(&mut self, at: Moment) -> Uuid {
        let random = ((u128::from(self.bits()) << 64) | u128::from(self.bits())).to_be_bytes();
        let (tail, _rest) = random.split_first_chunk::<10>().unwrap_or((&[0; 10], &[]));
        Builder::from_unix_timestamp_millis(at.millis().unsigned_abs(), tail).into_uuid()
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A fixed order of `0..n` that looks random, so that who is popular doesn't depend on who came first.
pub(crate) fn shuffled(rank: u64, n: u64) -> u64 {
    // A prime above every size has no divisor in common with any of them: each place is hit once.
    const PRIME: u64 = 2_654_435_761;
    ((u128::from(rank) * u128::from(PRIME) + 7) % u128::from(n.max(1))) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_depends_on_its_name_and_index_only() {
        let draw = |stream, index| Rng::of(stream, index).bits();
        assert_eq!(draw("a", 1), draw("a", 1));
        assert!(draw("a", 1) != draw("a", 2) && draw("a", 1) != draw("b", 1));
    }

    #[test]
    fn ranks_are_skewed_and_stay_in_range() {
        let mut rng = Rng::of("ranks", 0);
        let drawn: Vec<u64> = (0..10_000).map(|_| rng.rank(1000)).collect();
        assert!(drawn.iter().all(|&rank| rank < 1000));
        let first_ten = drawn.iter().filter(|&&rank| rank < 10).count();
        assert!((2_500..4_500).contains(&first_ten), "{first_ten}");
        assert_eq!(rng.rank(1), 0);
    }

    #[test]
    fn shuffling_hits_every_place_once() {
        let mut places: Vec<u64> = (0..1000).map(|rank| shuffled(rank, 1000)).collect();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..1000));
    }

    #[test]
    fn an_id_is_a_version_7_uuid_of_its_moment() {
        let id = Rng::of("id", 1).id(Moment::from_millis(1_700_000_000_123));
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_timestamp().unwrap().to_unix().0, 1_700_000_000);
    }
}
