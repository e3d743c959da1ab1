//! `partitions:maintain`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Makes a table's partitions of the coming months, and looks whether its default partition is used. Sent by the schedule
/// for each table that has partitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintainPartitions {
    /// The table.
    pub table: String,
}

impl Payload for MaintainPartitions {
    const POLICY: Policy = policies::PARTITIONS_MAINTAIN;
}
