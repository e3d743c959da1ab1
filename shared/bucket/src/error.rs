//! Why a call failed.

/// A call that failed. Its text holds neither an object's name nor a key.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// The machine can't make HTTPS requests.
    #[error("no client for the bucket can be made")]
    Client(#[source] reqwest::Error),
    /// The bucket could not be asked, or did not answer in time.
    #[error("the bucket was not reached by {action}")]
    Unreached {
        /// The call.
        action: &'static str,
        /// Why.
        source: reqwest::Error,
    },
    /// The bucket refused the call.
    #[error("the bucket refused {action} with {status} ({code})")]
    Refused {
        /// The call.
        action: &'static str,
        /// The status.
        status: u16,
        /// The name that S3 gives the refusal: `AccessDenied`.
        code: String,
    },
    /// The bucket's answer isn't one.
    #[error("the bucket's answer to {action} was not understood")]
    Answer {
        /// The call.
        action: &'static str,
    },
}
