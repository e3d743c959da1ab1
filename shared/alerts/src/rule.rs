//! What a rule is.

use neurmatic_core::words::AlertSeverity;

use crate::readings::Measure;

/// When an alert opens, and when it is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// How much it matters.
    pub severity: AlertSeverity,
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
