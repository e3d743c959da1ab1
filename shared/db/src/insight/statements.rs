//! Checks of what statements cost.

use crate::insight::SPILLS;
use crate::insight::finding::{Asked, Check, Severity, Sources};
use crate::{Door as _, args, samples};

/// The checks.
pub(super) static CHECKS: [Check; 3] = [
    Check {
        name: "n_plus_one",
        severity: Severity::Warning,
        explanation: "Requests of this operation send one statement five times or more, or more than twenty statements: their number grows with the \
                      data, and each costs a round trip.",
        no_fix: "Mend the code: one statement for all ids (`= ANY ($1)`), or a join.",
        ask: |from| Box::pin(n_plus_one(from)),
    },
    Check {
        name: "plan_regression",
        severity: Severity::Warning,
        explanation: "The statement takes a multiple of the time that it used to take.",
        no_fix: "See its plan (the slow-query warning has it): an index is missing or statistics are stale, which have findings of their own, \
                 or a deployment changed it.",
        ask: |from| Box::pin(plan_regression(from)),
    },
    Check {
        name: "temporary_files",
        severity: Severity::Warning,
        explanation: "The statement sorts or hashes more than its memory holds, and writes the rest to disk each time.",
        no_fix: "An index in the order that it sorts by, fewer rows or columns, or more work_mem for its role, which each of its sorts may take.",
        ask: |from| Box::pin(temporary_files(from)),
    },
];

async fn n_plus_one(from: &Sources) -> Asked {
    samples::repeated(&from.app, from.limits.repeating_within, from.limits.repeating_requests).await
}

async fn plan_regression(from: &Sources) -> Asked {
    samples::regressed(&from.app, &from.limits.regression).await
}

async fn temporary_files(from: &Sources) -> Asked {
    let (calls, bytes) = (from.limits.spill_calls, from.limits.spill_bytes);
    from.monitor()?.rows(&SPILLS, args![calls => INT8, bytes => INT8]).await
}
