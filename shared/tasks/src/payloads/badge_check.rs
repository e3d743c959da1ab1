//! `badge:check`

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Gives badges to whom facts entitle, some users at a time. The schedule begins a look; each of its chunks sends the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckBadges {
    /// Looks at every user, not only at those whose facts have changed since the last time.
    #[serde(default)]
    pub everybody: bool,
    /// Where a look goes on; none: it begins.
    #[serde(default)]
    pub look: Option<BadgeLook>,
}

/// A look at users' facts that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeLook {
    /// Only at those whose facts have changed since then.
    pub since: Option<Timestamp>,
    /// When it began: what happens later is for the next one.
    pub begun_at: Timestamp,
    /// The last user that it came to.
    pub after: UserId,
}

impl Payload for CheckBadges {
    const POLICY: Policy = policies::BADGE_CHECK;
}

impl CheckBadges {
    /// The key by which there is one look of a kind at a time.
    #[must_use]
    pub const fn unique_key(&self) -> &'static str {
        if self.everybody { "everybody" } else { "changed" }
    }
}
