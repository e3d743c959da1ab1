//! What can keep an invalidation from happening. Reads have no errors: they end in a load.

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
