//! `media:check`

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

impl Payload for CheckMedia {
    const POLICY: Policy = policies::MEDIA_CHECK;
}
