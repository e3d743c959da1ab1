//! `counters:flush`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Adds waiting increments to the counters they belong to. Sent by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlushCounters {}

impl Payload for FlushCounters {
    const POLICY: Policy = policies::COUNTERS_FLUSH;
}
