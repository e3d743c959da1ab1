//! `notification:mail`

use neurmatic_core::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Mails a user whatever is to be mailed by now, in one mail. Sent with each notification that is to be mailed, for the
/// time at which it may be: at once, with the full hour, or when quiet hours are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailNotifications {
    /// The user.
    pub user: UserId,
}

impl Payload for MailNotifications {
    const POLICY: Policy = policies::NOTIFICATION_MAIL;
}
