//! `badge:check`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Gives badges to whom facts entitle. Sent by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckBadges {
    /// Looks at every user, not only at those whose facts have changed since the last time.
    #[serde(default)]
    pub everybody: bool,
}

impl Payload for CheckBadges {
    const POLICY: Policy = policies::BADGE_CHECK;
}
