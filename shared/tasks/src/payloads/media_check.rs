//! `media:check`

use jiff::SignedDuration;
use neurmatic_core::ids::MediaId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Looks whether an upload has arrived and is what it was said to be. Written with the upload's row, due some seconds later,
/// and sent by itself until it has arrived, or its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckMedia {
    /// The file.
    pub media: MediaId,
}

impl CheckMedia {
    /// A look that has begun is over by then, with all that it has asked of the bucket. What goes without having been found
    /// right is deleted from the bucket only then: a look could just be copying it to where it is public.
    pub const OVER_AFTER: SignedDuration = SignedDuration::from_mins(1);
}

impl Payload for CheckMedia {
    const POLICY: Policy = policies::MEDIA_CHECK;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_long_over_when_what_it_copied_is_deleted() {
        assert!(CheckMedia::OVER_AFTER.unsigned_abs() >= 2 * CheckMedia::POLICY.timeout);
    }
}
