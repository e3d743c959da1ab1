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

    /// Whose task it is, in at most 128 characters: those of one don't hold up the others'. `None`: whose request, or task,
    /// it is sent by, if anybody's.
    fn tenant(&self) -> Option<String> {
        None
    }
}
