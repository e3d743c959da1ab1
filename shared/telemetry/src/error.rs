//! Why figures can't be had.

use neurmatic_aws::CallError;
use neurmatic_redis::{PartError, Unavailable};

/// Figures that can't be had. Its text holds neither a value nor a key.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// Redis can't be asked.
    #[error("the live figures can't be had: {0}")]
    Redis(#[from] Unavailable),
    /// Redis answered something else than figures.
    #[error("the live figures can't be read: {0}")]
    Part(#[from] PartError),
    /// CloudWatch can't be asked, or refuses.
    #[error("the history can't be had: {0}")]
    CloudWatch(#[from] CallError),
}
