//! `cleanup:sessions` and `cleanup:old-data`

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// A piece of retention: what of one table goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// The line of the table in [`crate::retention`].
    pub what: String,
    /// What ended, or happened, before this time goes. It stays the same until all of it is gone.
    pub before: Timestamp,
}

/// Drops logins that ended, and what belongs to them. Sent by the schedule for each table, and by itself while there is
/// more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CleanUpSessions(pub Sweep);

/// Drops what isn't kept any longer. Sent by the schedule for each table, and by itself while there is more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CleanUpOldData(pub Sweep);

impl Payload for CleanUpSessions {
    const POLICY: Policy = policies::CLEANUP_SESSIONS;
}

impl Payload for CleanUpOldData {
    const POLICY: Policy = policies::CLEANUP_OLD_DATA;
}
