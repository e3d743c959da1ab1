//! `insight:snapshot`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Keeps what the database has counted of itself until now. Sent by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeSnapshot {}

impl Payload for TakeSnapshot {
    const POLICY: Policy = policies::INSIGHT_SNAPSHOT;
}
