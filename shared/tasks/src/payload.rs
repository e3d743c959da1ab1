//! What a task works on.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::policy::Policy;

/// A task's typed payload. It travels as JSON, and may be read by a release that is older or newer than its writer:
/// new fields have defaults; what an older release must not touch raises the version.
pub trait Payload: Serialize + DeserializeOwned + Debug + Send + Sync + 'static {
    /// The task's line in [`crate::policies`].
    const POLICY: Policy;
    /// The task's name: `email:send`.
    const NAME: &'static str = Self::POLICY.task;
    /// Raised by a change that an older release must not touch.
    const VERSION: i16 = 1;
}
