//! `media:drop`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Deletes files from the bucket, and has the edge forget those that were public. Sent by whatever removes a file's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropMedia {
    /// Their names in the bucket, [`DropMedia::NAMES_MAX`] at most.
    pub names: Vec<String>,
}

impl DropMedia {
    /// Files of one task at most: few enough for its time.
    pub const NAMES_MAX: usize = 20;
}

impl Payload for DropMedia {
    const POLICY: Policy = policies::MEDIA_DROP;
}
