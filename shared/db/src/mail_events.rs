//! What the mail provider tells of mails, and which addresses get no more.

use crate::{DbError, Door, args, queries};

queries! { "mail_events":
    IS_SUPPRESSED = "is_suppressed",
    PUT = "put",
    SUPPRESS = "suppress",
}

/// Why an address gets no more mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It doesn't exist, or takes no mail.
    Bounce,
    /// Who reads it calls our mail spam.
    Complaint,
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
        }
    }
}

/// Notes events by the provider's ids; returns those that weren't noted before.
///
/// # Errors
/// [`DbError`].
pub async fn put(tx: &impl Door, ids: &[&str]) -> Result<Vec<String>, DbError> {
    tx.rows(&PUT, args![ids => TEXT_ARRAY]).await
}

/// Ends all mail to these addresses.
///
/// # Errors
/// [`DbError`].
pub async fn suppress(tx: &impl Door, told: &[(&str, Reason)]) -> Result<(), DbError> {
    if told.is_empty() {
        return Ok(());
    }
    let addresses: Vec<&str> = told.iter().map(|(address, _)| *address).collect();
    let reasons: Vec<&str> = told.iter().map(|(_, reason)| reason.as_str()).collect();
    tx.run(&SUPPRESS, args![addresses => TEXT_ARRAY, reasons => TEXT_ARRAY]).await
}

/// Whether an address gets no more mail.
///
/// # Errors
/// [`DbError`].
pub async fn is_suppressed(db: &impl Door, address: &str) -> Result<bool, DbError> {
    db.one(&IS_SUPPRESSED, args![address => TEXT]).await
}
