//! What the limiter says.

use crate::policy::Policy;

/// Where a subject stands with one limit after the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The limit.
    pub policy: &'static Policy,
    /// Units left now.
    pub remaining: u32,
    /// Seconds until the whole quota is there again, rounded up.
    pub reset_secs: u32,
}

/// Whether the caller may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every limit has room, and was charged.
    Admitted {
        /// One per check, in their order.
        standings: Vec<Standing>,
    },
    /// A limit is used up. Nothing was charged.
    Denied {
        /// The limit with the longest wait.
        policy: &'static Policy,
        /// Seconds after which this would have been admitted; at least 1.
        retry_after_secs: u32,
        /// One per check; only the denying one when it was denied from memory.
        standings: Vec<Standing>,
    },
    /// Redis is away and a limit admits nobody then.
    Closed {
        /// The limit that closes.
        policy: &'static Policy,
        /// Seconds after which to try again.
        retry_after_secs: u32,
    },
}

impl Verdict {
    /// Whether the caller may go on.
    pub fn is_admitted(&self) -> bool {
        matches!(self, Self::Admitted { .. })
    }

    /// What to tell the caller in the rate-limit headers; empty when closed.
    pub fn standings(&self) -> &[Standing] {
        match self {
            Self::Admitted { standings } | Self::Denied { standings, .. } => standings,
            Self::Closed { .. } => &[],
        }
    }
}
