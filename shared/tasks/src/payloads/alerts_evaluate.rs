//! `alerts:evaluate`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Looks whether something is wrong with the platform. Sent by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluateAlerts {}

impl Payload for EvaluateAlerts {
    const POLICY: Policy = policies::ALERTS_EVALUATE;
}
