//! How thoroughly a change drops what caches hold of it.

/// What caches may still do with an answer that a change made stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invalidation {
    /// An edit: the old answer is never served again while a new one can be had; when everything else fails it may be.
    Soft,
    /// A deletion, hiding, ban or change of privacy: the old answer is never served again, whatever fails.
    Hard,
}
