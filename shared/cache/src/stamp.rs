//! The first line of an entry: its format, and what its age is judged by.

use std::time::Duration;

use crate::scripts::{ERA_BYTES, Era, TIME_DIGITS, time_of};

/// The format; an entry of another is none.
const FORMAT: &[u8] = b"n2";

/// Digits of how long an entry is kept when it is no longer fresh, in milliseconds.
const STALE_DIGITS: usize = 10;

/// Digits of how long its load took, in milliseconds.
const LOAD_DIGITS: usize = 6;

/// Length of a stamp without its line's end.
pub(crate) const STAMP_BYTES: usize = FORMAT.len() + ERA_BYTES + TIME_DIGITS + STALE_DIGITS + LOAD_DIGITS;

/// When an entry was loaded and how long it is good for. No machine's time is in it but that of the scripts: an entry
/// is fresh until Redis keeps it for no longer than `stale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// In which era the load began.
    pub(crate) era: Era,
    /// When the load began, by the clock, in microseconds.
    pub(crate) start_us: u64,
    /// How long Redis keeps the entry when it is no longer fresh.
    pub(crate) stale: Duration,
    /// How long the load took.
    pub(crate) load: Duration,
}

impl Stamp {
    pub(crate) fn line(&self) -> String {
        let stale_ms = self.stale.as_millis().min(10_u128.pow(10) - 1);
        let load_ms = self.load.as_millis().min(10_u128.pow(6) - 1);
        let era = String::from_utf8_lossy(&self.era);
        format!("n2{era}{:016}{stale_ms:010}{load_ms:06}\n", self.start_us)
    }

    /// None for the beginning of anything else.
    pub(crate) fn parse(entry: &[u8]) -> Option<Self> {
        let rest = entry.get(..=STAMP_BYTES)?.strip_prefix(FORMAT)?.strip_suffix(b"\n")?;
        let (era, digits) = rest.split_first_chunk::<ERA_BYTES>()?;
        let (start, rest) = digits.split_at_checked(TIME_DIGITS)?;
        let (stale, load) = rest.split_at_checked(STALE_DIGITS)?;
        Some(Self {
            era: *era,
            start_us: time_of(start)?,
            stale: Duration::from_millis(time_of(stale)?),
            load: Duration::from_millis(time_of(load)?),
        })
    }

    /// How long an entry is still fresh that Redis keeps for `keep_ms` more; -1 means for ever, as `PTTL` says it.
    pub(crate) fn fresh_for(&self, keep_ms: i64) -> Duration {
        match (u64::try_from(keep_ms), keep_ms) {
            (Ok(ms), _) => Duration::from_millis(ms).saturating_sub(self.stale),
            (Err(_), -1) => Duration::MAX,
            (Err(_), _) => Duration::ZERO,
        }
    }
}

/// How much of a load's time before the end an entry may be refreshed at all: later ones are chosen often enough, and
/// an earlier one would be chosen once in nine million hits.
const EARLY_LOADS_MAX: u32 = 16;

/// Whether this hit shall refresh the entry before it expires (XFetch, VLDB 2015): the sooner it expires and the longer
/// its load takes, the likelier, so that of many readers one does it in time.
pub(crate) fn is_early(fresh_for: Duration, load: Duration, random: impl FnOnce() -> u64) -> bool {
    if fresh_for >= load * EARLY_LOADS_MAX {
        return false;
    }
    // From (0, 1]: its logarithm is finite.
    let chance = (random() >> 11) as f64 + 1.0;
    fresh_for.as_secs_f64() < load.as_secs_f64() * -(chance / (1_u64 << 53) as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMP: Stamp = Stamp {
        era: *b"0123456789abcdef",
        start_us: 1_700_000_000_000_010,
        stale: Duration::from_secs(3_600),
        load: Duration::from_millis(20),
    };

    #[test]
    fn a_stamp_is_read_as_it_was_written_and_no_other_is() {
        let line = STAMP.line();
        assert_eq!(line.len(), STAMP_BYTES + 1);
        assert_eq!(Stamp::parse(line.as_bytes()), Some(STAMP));
        let others = [
            line.replacen("n2", "n3", 1),
            line.replace('\n', " "),
            line.replace("17", "xx"),
            line[1..].into(),
        ];
        for other in others {
            assert_eq!(Stamp::parse(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn an_entry_is_fresh_until_redis_keeps_it_only_to_be_served_stale() {
        assert_eq!(STAMP.fresh_for(3_600_000 + 1_500), Duration::from_millis(1_500));
        assert_eq!(STAMP.fresh_for(3_600_000), Duration::ZERO);
        assert_eq!(STAMP.fresh_for(-1), Duration::MAX, "for ever");
        assert_eq!(STAMP.fresh_for(-2), Duration::ZERO, "gone between the two questions");
    }

    #[test]
    fn the_last_moments_before_an_expiry_refresh_the_likelier_the_longer_the_load_takes() {
        let load = Duration::from_millis(20);
        let share = |fresh_ms: u64| {
            let early = |n: &u64| is_early(Duration::from_millis(fresh_ms), load, || n << 54);
            (0..1_024).filter(early).count()
        };
        assert_eq!((share(320), share(0)), (0, 1_024));
        let (early, late) = (share(60), share(10));
        assert!((40..=60).contains(&early), "a chance of e^-3: {early}");
        assert!((600..=640).contains(&late), "a chance of e^-0.5: {late}");
        assert!(!is_early(Duration::MAX, load, || 0));
    }
}
