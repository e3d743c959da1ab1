//! `users:erase`

use neurmatic_core::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Erases an account if it is still deleted and its 30 days are over. Sent by the schedule for every such account, and by
/// itself while something is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseUser {
    /// The account.
    pub user: UserId,
}

impl Payload for EraseUser {
    const POLICY: Policy = policies::USERS_ERASE;
}
