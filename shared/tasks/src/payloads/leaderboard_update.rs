//! `leaderboard:update`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Writes every leaderboard anew. Sent by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateLeaderboards {}

impl Payload for UpdateLeaderboards {
    const POLICY: Policy = policies::LEADERBOARD_UPDATE;
}
