//! The scripts. Each is atomic in Redis; what each does is said at its head.
//!
//! A tag's version is the time of its last invalidation (16 digits, microseconds) with 16 digits of randomness
//! behind it: versions compare as text, are ordered, and are never the same twice, so that an evicted one can't
//! come back under an old number. Behind it stands the time of the tag's last hard invalidation.
//!
//! The *clock* is the version of the newest invalidation of anything, and never goes back. A load starts just
//! after what the clock shows when its look-up misses: whatever is invalidated later gets that time or a later
//! one. Behind it stands the *era*, by 16 digits of randomness: what was loaded in another is void.

use neurmatic_cache_policy::Invalidation;
use neurmatic_redis::Script;

pub(crate) static LOOKUP: Script = Script::new(include_str!("scripts/lookup.lua"));
pub(crate) static FILL: Script = Script::new(include_str!("scripts/fill.lua"));
pub(crate) static INVALIDATE: Script = Script::new(include_str!("scripts/invalidate.lua"));
pub(crate) static RELEASE: Script = Script::new(include_str!("scripts/release.lua"));

/// The clock's name.
pub(crate) const CLOCK: &str = "clock";

/// Digits of a time.
pub(crate) const TIME_DIGITS: usize = 16;

/// Length of a version, without the time of the last hard invalidation behind it.
pub(crate) const VERSION_BYTES: usize = 32;

/// By which it is known whether a clock is still the same.
pub(crate) type Era = [u8; ERA_BYTES];

/// Length of an era.
pub(crate) const ERA_BYTES: usize = 16;

/// What the clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// When anything was invalidated last, in microseconds.
    pub(crate) time_us: u64,
    /// What was loaded in another is void.
    pub(crate) era: Era,
}

impl Clock {
    /// None for what isn't one.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let time_us = time_of(text.get(..TIME_DIGITS)?)?;
        let era = text.get(VERSION_BYTES..VERSION_BYTES + ERA_BYTES)?.try_into().ok()?;
        Some(Self { time_us, era })
    }

    /// When a load starts whose look-up missed at this clock.
    pub(crate) fn start_us(self) -> u64 {
        self.time_us + 1
    }
}

/// A time that is written in digits and nothing else.
pub(crate) fn time_of(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |time, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        time.checked_mul(10)?.checked_add(digit)
    })
}

/// The name of a tag's version.
pub(crate) fn tag_name(tag: &str) -> String {
    ["t:", tag].concat()
}

/// The name of a namespace's version.
pub(crate) fn namespace_name(namespace: &str) -> String {
    ["n:", namespace].concat()
}

/// A time as the scripts compare it.
pub(crate) fn time_text(time_us: u64) -> String {
    format!("{time_us:016}")
}

/// A kind of invalidation as the scripts call it.
pub(crate) fn word_of(kind: Invalidation) -> &'static str {
    match kind {
        Invalidation::Soft => "soft",
        Invalidation::Hard => "hard",
    }
}

/// Randomness.
pub(crate) fn random() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness, which was never seen, the time alone still tells versions apart.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}

/// What makes a version unique.
pub(crate) fn nonce() -> String {
    format!("{:016x}", random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_starts_just_after_the_clock() {
        let clock = Clock::parse(b"1700000000000009ffffffffffffffff1700000000000003").unwrap();
        assert_eq!((clock.start_us(), &clock.era), (1_700_000_000_000_010, b"1700000000000003"));
        assert_eq!(time_text(7), "0000000000000007");
        assert_eq!(time_text(0).len() + nonce().len(), VERSION_BYTES);
    }

    #[test]
    fn what_is_no_clock_is_refused() {
        for text in [&b""[..], b"17", b"1700000000000009ffffffffffffffff", &[b'x'; 48], &[b'-'; 48]] {
            assert_eq!(Clock::parse(text), None);
        }
    }
}
