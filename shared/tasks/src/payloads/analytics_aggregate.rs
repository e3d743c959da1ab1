//! `analytics:aggregate`

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Counts a day anew, whatever was counted of it before. Sent by the schedule for each day that isn't settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AggregateDay {
    /// The day, in UTC.
    pub day: Date,
}

impl Payload for AggregateDay {
    const POLICY: Policy = policies::ANALYTICS_AGGREGATE;
}
