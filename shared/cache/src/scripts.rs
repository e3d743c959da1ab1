//! The scripts. Each is atomic in Redis; what each does is said at its head.
//!
//! A tag's version is the time of its last invalidation (16 digits, microseconds) with 16 digits of randomness
//! behind it: versions compare as text, are ordered, and are never the same twice, so that an evicted one can't
//! come back under an old number. Behind it stands the time of the tag's last hard invalidation. The *clock* is the version of the newest invalidation of anything, and never
//! goes back. A load starts just after what the clock shows when its look-up misses: whatever is invalidated
//! later gets that time or a later one.

use neurmatic_cache_policy::Invalidation;
use neurmatic_redis::Script;

pub(crate) static LOOKUP: Script = Script::new(include_str!("scripts/lookup.lua"));
pub(crate) static FILL: Script = Script::new(include_str!("scripts/fill.lua"));
pub(crate) static INVALIDATE: Script = Script::new(include_str!("scripts/invalidate.lua"));
pub(crate) static REMOVE: Script = Script::new(include_str!("scripts/remove.lua"));

/// The clock's name.
pub(crate) const CLOCK: &str = "clock";

/// Digits of a time.
const TIME_DIGITS: usize = 16;

/// Length of a version.
pub(crate) const VERSION_BYTES: usize = 32;

/// The name of a tag's version.
pub(crate) fn tag_name(tag: &str) -> String {
    ["t:", tag].concat()
}

/// The start of a load whose look-up missed at this clock, in microseconds.
pub(crate) fn start_after(clock: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(clock.get(..TIME_DIGITS)?).ok()?;
    digits.parse::<u64>().ok()?.checked_add(1)
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
        assert_eq!(start_after(b"1700000000000009ffffffffffffffff"), Some(1_700_000_000_000_010));
        assert_eq!(start_after(b"17"), None);
        assert_eq!(start_after(b"not a time at all"), None);
        assert_eq!(time_text(7), "0000000000000007");
        assert_eq!(time_text(0).len() + nonce().len(), VERSION_BYTES);
    }
}
