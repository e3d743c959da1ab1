//! The name of what a request does.

/// A route's name, `area.verb`: in the OpenAPI document, the metrics, the log and the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation(pub &'static str);
