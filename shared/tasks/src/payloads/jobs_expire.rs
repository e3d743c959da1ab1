//! `jobs:expire`

use neurmatic_core::ids::JobId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Closes a job if its time is over and it is still active. Sent by the schedule for every such job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpireJob {
    /// The job.
    pub job: JobId,
}

impl Payload for ExpireJob {
    const POLICY: Policy = policies::JOBS_EXPIRE;
}
