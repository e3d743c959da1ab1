//! What is asked of the limiter.

use neurmatic_redis::Part;

use crate::policy::Policy;
use crate::subject::Subject;
use crate::verdict::Verdict;

/// One limit to respect, for one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The limit.
    pub policy: &'static Policy,
    /// Who is counted; of the kind that `policy.per` says.
    pub subject: Subject,
    /// Units to charge.
    pub cost: u32,
}

impl Check {
    /// One unit of a limit.
    pub const fn new(policy: &'static Policy, subject: Subject) -> Self {
        Self { policy, subject, cost: 1 }
    }

    /// The same check at another cost.
    #[must_use]
    pub const fn costing(mut self, units: u32) -> Self {
        self.cost = units;
        self
    }

    /// What names it among the denied.
    pub(crate) fn name(&self) -> String {
        [self.policy.name, ":", self.subject.as_str()].concat()
    }
}

/// A question on its way; [`crate::Limiter::decide`] turns it into the verdict.
#[derive(Debug)]
pub struct Asked(pub(crate) State);

#[derive(Debug)]
pub(crate) enum State {
    /// Known without asking.
    Decided(Verdict),
    /// Part of a trip.
    Sent { part: Part, checks: Vec<Check> },
}
