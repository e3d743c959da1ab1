//! `articles:trending`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Flags the articles that trend, and no other. Sent by the schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagTrending {}

impl Payload for FlagTrending {
    const POLICY: Policy = policies::ARTICLES_TRENDING;
}
