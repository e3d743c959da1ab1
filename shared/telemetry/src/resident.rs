//! How much memory this process holds.

/// Kibibytes of a page on the platforms that this runs on.
const PAGE_KIB: u64 = 4;

/// Kibibytes that are resident; none where the system doesn't tell.
pub(crate) fn kib() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE_KIB)
}
