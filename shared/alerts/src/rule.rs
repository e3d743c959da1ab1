//! What a rule is.

use crate::readings::Measure;

/// How much an alert matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Users are hit, or will be within hours: somebody looks now.
    Critical,
    /// Something is not as it should be: somebody looks today.
    Warning,
}

impl Severity {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }

    /// The severity of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Critical, Self::Warning].into_iter().find(|severity| severity.as_str() == word)
    }
}

/// When an alert opens, and when it is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is read.
    pub measure: Measure,
    /// A reading from here on is over it, in the measure's unit.
    pub threshold: f64,
    /// A reading below this is calm. What is neither over nor calm leaves an alert as it is, so that it doesn't flap.
    pub calm_below: f64,
    /// Requests, or whatever the measure is made of, that a reading must have; one of fewer is calm.
    pub traffic_min: u64,
    /// Minutes for which readings must be over until an alert opens; 0: at once.
    pub opens_after: i64,
    /// Minutes for which readings must be calm until an alert is over.
    pub resolves_after: i64,
    /// What its runbook is called, in `docs/runbooks`.
    pub runbook: &'static str,
}

impl Rule {
    /// The path of its runbook.
    #[must_use]
    pub fn runbook_path(&self) -> String {
        format!("docs/runbooks/{}.md", self.runbook)
    }
}
