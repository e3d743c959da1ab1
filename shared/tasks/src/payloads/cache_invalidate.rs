//! `cache:invalidate`

use neurmatic_core::ids::SessionId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Drops what caches hold of something that changed. Written in the transaction of the change, so that none is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalidate {
    /// The tags, as they stand in `Cache-Tag`: `article:0198…`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Logins whose state changed; the state itself is read when it is told.
    #[serde(default)]
    pub logins: Vec<SessionId>,
}

impl Payload for Invalidate {
    const POLICY: Policy = policies::CACHE_INVALIDATE;
}
