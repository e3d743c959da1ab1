//! What an answer has to do without: the rest of it is shown.

use schemars::JsonSchema;
use serde::Serialize;

/// A part of an answer that can't be had now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnavailableOut {
    /// What is missing: `live`, `history`, `redis`.
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

    /// A part that is missing because nobody has it here.
    pub(crate) fn without(part: &'static str, reason: &str) -> Self {
        Self { part, reason: reason.to_owned() }
    }
}
