//! `notification:digest`

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::DigestType;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Mails users the digest of a day or a week. Sent by the schedule for those whose time has come, some at a time: most of what
/// is in it is the same for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendDigests {
    /// Which.
    pub kind: DigestType,
    /// Whose.
    pub users: Vec<UserId>,
    /// When it was due: it is about the time before that.
    pub at: Timestamp,
}

impl Payload for SendDigests {
    const POLICY: Policy = policies::NOTIFICATION_DIGEST;
}
