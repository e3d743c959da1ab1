//! `media:drop`

use neurmatic_core::media::upload_key;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Deletes files from the bucket, and has the edge forget those that were public. Sent by whatever removes a file's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropMedia {
    /// Their names in the bucket, two for each of [`DropMedia::FILES_MAX`] files at most.
    pub names: Vec<String>,
}

impl DropMedia {
    /// Files of one task at most: few enough for its time.
    pub const FILES_MAX: usize = 10;

    /// Deletes the files of these names, [`DropMedia::FILES_MAX`] at most, where they are public and where they arrived.
    #[must_use]
    pub fn of(keys: &[String]) -> Self {
        Self { names: keys.iter().flat_map(|key| [upload_key(key), key.clone()]).collect() }
    }
}

impl Payload for DropMedia {
    const POLICY: Policy = policies::MEDIA_DROP;
}
