//! The scripts. Each is atomic in Redis; what each does is said at its head.
//!
//! Times are 16 digits (microseconds by Redis' own clock) and so compare as text. A tag's version is such a
//! time with randomness behind it: ordered by when the tag was invalidated, and never the same twice, so that
//! an evicted one can't come back under an old number. The *clock* is the version of the newest invalidation
//! of any tag; it tells a tag that was never invalidated from one whose version was lost.

use neurmatic_redis::Script;

pub(crate) static LOOKUP: Script = Script::new(include_str!("scripts/lookup.lua"));
pub(crate) static FILL: Script = Script::new(include_str!("scripts/fill.lua"));
pub(crate) static INVALIDATE: Script = Script::new(include_str!("scripts/invalidate.lua"));
pub(crate) static REMOVE: Script = Script::new(include_str!("scripts/remove.lua"));

/// The clock's name.
pub(crate) const CLOCK: &str = "clock";

/// The name of a tag's version.
pub(crate) fn tag_name(tag: &str) -> String {
    ["t:", tag].concat()
}

/// Randomness for versions.
pub(crate) fn nonce() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness, which was never seen, the time alone still tells versions apart.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    u64::from_ne_bytes(bytes)
}
