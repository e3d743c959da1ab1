//! `suspension:lift`

use neurmatic_core::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Lets an account be used again, if its suspension is over then. Written with the suspension, due at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftSuspension {
    /// The account.
    pub user: UserId,
}

impl Payload for LiftSuspension {
    const POLICY: Policy = policies::SUSPENSION_LIFT;
}
