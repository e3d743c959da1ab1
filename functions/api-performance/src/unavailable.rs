//! What an answer has to do without: the rest of it is shown.

use schemars::JsonSchema;
use serde::Serialize;

/// A part of an answer that can't be had now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnavailableOut {
    /// What is missing: a part of the answer, such as `live`, or a check.
    part: &'static str,
    /// Why.
    reason: String,
}

impl UnavailableOut {
    /// A part that is missing because of an error of whoever has it.
    pub(crate) fn because(part: &'static str, error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::warn!(part, error, "figures can't be had");
        Self { part, reason: error.to_string() }
    }

    /// A part that is missing for a known reason, such as that nobody has it here.
    pub(crate) fn without(part: &'static str, reason: &str) -> Self {
        Self { part, reason: reason.to_owned() }
    }
}
