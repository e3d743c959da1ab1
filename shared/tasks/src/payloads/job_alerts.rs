//! `job:alerts`

use neurmatic_core::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Mails users the new jobs that their alerts are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum JobAlerts {
    /// Sends one for each user with alerts, some users at a time. Sent by the schedule.
    Everybody {
        /// The last of them that has one.
        #[serde(default)]
        after: Option<UserId>,
    },
    /// Mails a user, if there is news.
    User {
        /// The user.
        user: UserId,
    },
}

impl Payload for JobAlerts {
    const POLICY: Policy = policies::JOB_ALERTS;
}
