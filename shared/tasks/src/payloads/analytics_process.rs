//! `analytics:process`

use jiff::Timestamp;
use neurmatic_core::analytics::VisitorEvent;
use neurmatic_core::ids::UserId;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Writes what a visitor did, as one call told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordEvents {
    /// The user, if signed in.
    #[serde(default)]
    pub user: Option<UserId>,
    /// Keyed hash of the user or the address.
    pub visitor: [u8; 32],
    /// When it was told.
    pub at: Timestamp,
    /// What the visitor did; 50 at most.
    pub events: Vec<VisitorEvent>,
}

impl Payload for RecordEvents {
    const POLICY: Policy = policies::ANALYTICS_PROCESS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_visitor_did_reads_back_as_itself() {
        let sent = RecordEvents {
            user: Some(UserId::new()),
            visitor: [7; 32],
            at: Timestamp::UNIX_EPOCH,
            events: vec![VisitorEvent::Search { result_count: 3 }],
        };
        let json = serde_json::to_value(&sent).unwrap();
        assert_eq!(serde_json::from_value::<RecordEvents>(json).unwrap(), sent);
    }
}
