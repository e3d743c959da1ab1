//! Sending mail, whoever does it.

use futures::future::BoxFuture;
use neurmatic_core::ids::MessageId;

/// A mail that is complete.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The receiver's address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The body for programs without HTML.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Where such mails can be ended with one request (RFC 8058); none where a mail is needed.
    pub unsubscribe: Option<String>,
}

/// Why a mail was not taken. Its text holds no address and no link: it is kept and logged.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The provider won't ever take it.
    #[error("the mail provider refused the mail with {status} (fields: {fields})")]
    Refused {
        /// The provider's status.
        status: u16,
        /// The fields that it names.
        fields: String,
    },
    /// The provider can't take it now, or doesn't take our key.
    #[error("the mail provider answered {status}")]
    Busy {
        /// The provider's status.
        status: u16,
    },
    /// The provider could not be asked.
    #[error("the mail provider was not reached")]
    Unreached(#[source] reqwest::Error),
}

/// Sends mail. The same message may be given twice: a provider that can tell should send it once.
pub trait Mailer: Send + Sync + 'static {
    /// Hands a mail over.
    fn send<'a>(&'a self, message: MessageId, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>>;
}
