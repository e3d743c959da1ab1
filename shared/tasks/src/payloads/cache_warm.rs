//! `cache:warm`

use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Asks for the pages that most people ask for, so that they are in the caches before. Fired after a deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmCache {}

impl Payload for WarmCache {
    const POLICY: Policy = policies::CACHE_WARM;
}
