//! Why a request is refused before anybody answers it.

use alloc::string::String;
use core::fmt;

/// What is wrong with a URL. The text tells the client what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The path is longer than [`crate::path::BYTES_MAX`].
    PathTooLong,
    /// The query is longer than [`crate::query::BYTES_MAX`].
    QueryTooLong,
    /// The path can be read in more than one way.
    AmbiguousPath,
    /// A percent sign without two hexadecimal digits behind it, or bytes that are no UTF-8; in this parameter, if in one.
    BadEncoding(Option<String>),
    /// A character that separates for some and not for others, or one that nothing may hold; likewise.
    BadCharacter(Option<String>),
    /// A parameter stands twice.
    Repeated(String),
    /// The parameter is none of this path's.
    Unknown(String),
    /// The parameter's value is longer than [`crate::query::VALUE_BYTES_MAX`].
    ValueTooLong(String),
}

impl Refusal {
    /// The HTTP status: 414 for what is too long, else 400.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::PathTooLong | Self::QueryTooLong => 414,
            _ => 400,
        }
    }

    /// The stable name of the problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PathTooLong | Self::QueryTooLong => "uri_too_long",
            Self::AmbiguousPath => "ambiguous_path",
            Self::BadEncoding(_) => "bad_encoding",
            Self::BadCharacter(_) => "bad_character",
            Self::Repeated(_) => "repeated_parameter",
            Self::Unknown(_) => "unknown_parameter",
            Self::ValueTooLong(_) => "too_long",
        }
    }

    /// The parameter that is meant, if one is.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Repeated(name) | Self::Unknown(name) | Self::ValueTooLong(name) => Some(name),
            Self::BadEncoding(name) | Self::BadCharacter(name) => name.as_deref(),
            Self::PathTooLong | Self::QueryTooLong | Self::AmbiguousPath => None,
        }
    }
}

impl Refusal {
    /// The same, as the fault of a parameter's value.
    pub(crate) fn within(self, name: &str) -> Self {
        match self {
            Self::BadEncoding(None) => Self::BadEncoding(Some(name.into())),
            Self::BadCharacter(None) => Self::BadCharacter(Some(name.into())),
            other => other,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PathTooLong => {
                write!(f, "the path must be at most {} bytes long", crate::path::BYTES_MAX)
            }
            Self::QueryTooLong => {
                write!(f, "the query must be at most {} bytes long", crate::query::BYTES_MAX)
            }
            Self::AmbiguousPath => f.write_str(
                "the path must not hold empty or dotted segments, nor /, \\, ;, ?, # or % in any encoding",
            ),
            Self::BadEncoding(_) => f.write_str("the URL must be percent-encoded UTF-8"),
            Self::BadCharacter(_) => {
                f.write_str("the query must not hold control characters, nor a bare ;, # or \\")
            }
            Self::Repeated(name) => write!(f, "the parameter {name} must be given once"),
            Self::Unknown(name) => write!(f, "there is no parameter {name} here"),
            Self::ValueTooLong(name) => {
                write!(f, "{name} must be at most {} bytes long", crate::query::VALUE_BYTES_MAX)
            }
        }
    }
}

impl core::error::Error for Refusal {}
