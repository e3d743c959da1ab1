//! `job:match`

use neurmatic_core::ids::{JobId, UserId};
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Tells users whom an open job suits of it, some candidates at a time. Sent in the transaction that publishes the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchJob {
    /// The job.
    pub job: JobId,
    /// The last candidate who was looked at.
    #[serde(default)]
    pub after: Option<UserId>,
}

impl Payload for MatchJob {
    const POLICY: Policy = policies::JOB_MATCH;
}
