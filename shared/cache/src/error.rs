//! What can keep an invalidation from happening, and what the cache must know of a load's error. Look-ups have no
//! errors: they end in a load.

use neurmatic_redis::{PartError, Unavailable};

/// The cache could not be told; whoever tells it must do so again.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// Redis is away.
    #[error("the cache can't be reached")]
    Unavailable(#[from] Unavailable),
    /// Redis refused.
    #[error("the cache refused")]
    Refused(#[from] PartError),
}

/// What a load fails with.
pub trait LoadError {
    /// Whether it failed for want of something that will come back, such as the database: then what is stale may be
    /// answered instead.
    fn is_outage(&self) -> bool;
}

impl LoadError for std::convert::Infallible {
    fn is_outage(&self) -> bool {
        match *self {}
    }
}
