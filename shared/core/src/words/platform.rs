//! Words of how the platform does.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UnknownWord;

words! {
    /// How much an alert matters.
    AlertSeverity {
        /// Users are hit, or will be within hours: somebody looks now.
        Critical = "critical",
        /// Something is not as it should be: somebody looks today.
        Warning = "warning",
    }
}
