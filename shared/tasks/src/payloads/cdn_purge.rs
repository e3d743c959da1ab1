//! `cdn:purge`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Has the CDN forget what is due. Sent by the schedule when there is something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeCdn {}

impl Payload for PurgeCdn {
    const POLICY: Policy = policies::CDN_PURGE;
}
