//! What a data set depends on besides its size.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::SeedError;
use crate::logins::Logins;

/// What a data set depends on besides its size.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day, in UTC, at whose beginning the data end: everything happened before it but what is scheduled.
    pub as_of: Date,
    /// The passwords of the demo logins. They and the hashes are the only rows' contents that chance decides.
    pub logins: Logins,
}

impl Options {
    /// Data as of a day, with fresh passwords.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn as_of(as_of: Date) -> Result<Self, SeedError> {
        Ok(Self { as_of, logins: Logins::generate()? })
    }
}

/// Today in UTC: the only thing that a data set takes from the clock.
#[must_use]
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()
}
