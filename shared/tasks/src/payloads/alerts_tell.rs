//! `alerts:tell`

use jiff::Timestamp;
use neurmatic_core::ids::PlatformAlertId;
use neurmatic_core::words::AlertSeverity;
use serde::{Deserialize, Serialize};

use crate::payload::Payload;
use crate::policies;
use crate::policy::Policy;

/// Tells whoever looks after the platform that an alert has opened, or is over. Sent by `alerts:evaluate`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TellAlert {
    /// The alert.
    pub alert: PlatformAlertId,
    /// Whether it is over.
    pub is_over: bool,
    /// The rule's name.
    pub rule: String,
    /// What it is about.
    pub subject: String,
    /// How much it matters.
    pub severity: AlertSeverity,
    /// The value that was read.
    pub value: f64,
    /// What it reached, or had.
    pub threshold: f64,
    /// When.
    pub at: Timestamp,
}

impl Payload for TellAlert {
    const POLICY: Policy = policies::ALERTS_TELL;
}
