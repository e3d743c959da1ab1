//! Checking the fields of a body: every fault is found and named, not only the first.

use std::ops::RangeInclusive;

use crate::problem::{FieldFault, Problem};

/// A body that can say what is wrong with it beyond its types.
pub trait Input: serde::de::DeserializeOwned + schemars::JsonSchema {
    /// Notes every fault.
    fn check(&self, faults: &mut Faults);
}

/// For a field of a change that may be emptied: left out is `None`, null is `Some(None)`.
///
/// # Errors
/// When the value is of another type.
pub fn given<'de, T: serde::Deserialize<'de>, D: serde::Deserializer<'de>>(
    field: D,
) -> Result<Option<Option<T>>, D::Error> {
    serde::Deserialize::deserialize(field).map(Some)
}

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldFault>);

impl Faults {
    /// Notes a fault.
    pub fn add(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        self.0.push(FieldFault { pointer: pointer.to_owned(), code, detail: detail.into() });
    }

    /// Notes a fault if there is one.
    pub fn judge(&mut self, pointer: &str, code: &'static str, fault: Option<&'static str>) {
        if let Some(detail) = fault {
            self.add(pointer, code, detail);
        }
    }

    /// A text's length, in characters.
    pub fn length(&mut self, pointer: &str, text: &str, allowed: RangeInclusive<usize>) {
        let length = text.chars().count();
        if length < *allowed.start() {
            self.add(
                pointer,
                "too_short",
                format!("must be at least {} characters long, is {length}", allowed.start()),
            );
        } else if length > *allowed.end() {
            self.add(
                pointer,
                "too_long",
                format!("must be at most {} characters long, is {length}", allowed.end()),
            );
        }
    }

    /// The same for a text that may be left out.
    pub fn length_if<T: AsRef<str>>(
        &mut self,
        pointer: &str,
        text: Option<T>,
        allowed: RangeInclusive<usize>,
    ) {
        if let Some(text) = text {
            self.length(pointer, text.as_ref(), allowed);
        }
    }

    /// An address of the web, `http` or `https`, at most `max` characters long.
    pub fn web_address(&mut self, pointer: &str, url: Option<&str>, max: usize) {
        let Some(url) = url else { return };
        self.length(pointer, url, 1..=max);
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let well_formed = rest.is_some_and(|rest| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            !host.is_empty()
                && !rest.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\".contains(c))
        });
        if !well_formed {
            self.add(pointer, "invalid_url", "must be an address that begins with https:// or http://");
        }
    }

    /// The faults as a problem, if there are any.
    ///
    /// # Errors
    /// The problem.
    pub fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::fields(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named() {
        let mut faults = Faults::default();
        faults.length("/title", "ab", 3..=5);
        faults.length("/summary", "äöüäöü", 3..=5);
        faults.web_address("/url", Some("javascript:alert(1)"), 500);
        faults.web_address("/ok", Some("https://example.org/a?b=c"), 500);
        let problem = faults.into_result().unwrap_err();
        let found: Vec<_> = problem.errors.iter().map(|e| (e.pointer.as_str(), e.code)).collect();
        assert_eq!(found, [("/title", "too_short"), ("/summary", "too_long"), ("/url", "invalid_url")]);
    }
}
