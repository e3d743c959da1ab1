//! Why a call failed.

/// A call that failed as a whole. Its text holds neither a body nor a key.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The machine can't make HTTPS requests.
    #[error("no client for {service} can be made")]
    Client {
        /// The service.
        service: &'static str,
        /// Why.
        source: reqwest::Error,
    },
    /// The service could not be asked, or did not answer in time.
    #[error("{service} was not reached by {action}")]
    Unreached {
        /// The service.
        service: &'static str,
        /// The call.
        action: &'static str,
        /// Why.
        source: reqwest::Error,
    },
    /// The service refused the call.
    #[error("{service} refused {action} with {status} ({code})")]
    Refused {
        /// The service.
        service: &'static str,
        /// The call.
        action: &'static str,
        /// The status.
        status: u16,
        /// The name that the service gives the refusal: `QueueDoesNotExist`.
        code: String,
    },
    /// The service's answer isn't one.
    #[error("the answer of {service} to {action} was not understood")]
    Answer {
        /// The service.
        service: &'static str,
        /// The call.
        action: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The service's answer is longer than any that was asked for.
    #[error("the answer of {service} to {action} is too long")]
    TooLong {
        /// The service.
        service: &'static str,
        /// The call.
        action: &'static str,
    },
}

impl CallError {
    /// The name that the service gives a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}
