//! Why a call failed.

/// A call that failed as a whole. Its text holds neither a body nor a key.
#[derive(Debug, thiserror::Error)]
pub enum SqsError {
    /// The machine can't make HTTPS requests.
    #[error("no client for SQS can be made")]
    Client(#[source] reqwest::Error),
    /// The queues could not be asked, or did not answer in time.
    #[error("the queues were not reached by {action}")]
    Unreached {
        /// The call.
        action: &'static str,
        /// Why.
        source: reqwest::Error,
    },
    /// The queues refused the call.
    #[error("the queues refused {action} with {status} ({code})")]
    Refused {
        /// The call.
        action: &'static str,
        /// The status.
        status: u16,
        /// The name that SQS gives the refusal: `QueueDoesNotExist`.
        code: String,
    },
    /// The queues' answer isn't one.
    #[error("the queues' answer to {action} was not understood")]
    Answer {
        /// The call.
        action: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The queues' answer is longer than any that was asked for.
    #[error("the queues' answer to {action} is too long")]
    TooLong {
        /// The call.
        action: &'static str,
    },
}

impl SqsError {
    /// The name that SQS gives a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}
