//! What each plan allows: a line for each, as Cloudflare documents it under "Availability and limits" of purging.

use std::time::Duration;

use neurmatic_config::CdnPlan;
use neurmatic_db::purges::Bucket;

/// What an account may ask of the interface. Purging and invalidating share it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Calls: a bucket, and what fills it.
    pub calls: Bucket,
    /// Tags, URLs or prefixes of one call. Enterprise accounts may name 500 URLs; we name as many as of anything else.
    pub operations_max: usize,
}

const fn limits(per_min: u32, bucket: u32) -> Limits {
    Limits { calls: Bucket { size: bucket as f64, per_sec: per_min as f64 / 60.0 }, operations_max: 100 }
}

impl Limits {
    /// Those of a plan.
    #[must_use]
    pub const fn of(plan: CdnPlan) -> Self {
        match plan {
            CdnPlan::Free => limits(5, 25),
            CdnPlan::Pro => limits(5 * 60, 25),
            CdnPlan::Business => limits(10 * 60, 50),
            CdnPlan::Enterprise => limits(50 * 60, 500),
        }
    }

    /// The time in which the bucket gains a call.
    #[must_use]
    pub fn call_every(&self) -> Duration {
        Duration::from_secs_f64(1.0 / self.calls.per_sec)
    }

    /// Calls that purges of what changes often leave to those of edits and deletions.
    #[must_use]
    pub fn reserve(&self) -> f64 {
        self.calls.size / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_plan_gains_a_call_in_twelve_seconds() {
        let free = Limits::of(CdnPlan::Free);
        assert_eq!((free.call_every(), free.calls.size), (Duration::from_secs(12), 25.0));
        assert_eq!(Limits::of(CdnPlan::Enterprise).call_every(), Duration::from_millis(20));
    }
}
