//! The arithmetic of GCRA, in microseconds, shared by the script's caller and the local limiter.
//!
//! A subject's only state is its debt: how long it would have to rest to have its whole quota again.

use crate::policy::Policy;
use crate::verdict::Standing;

/// What a charge does to a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charge {
    /// It fits, and this is the debt then.
    Fits { debt_us: u64 },
    /// It doesn't before this wait.
    Wait { wait_us: u64 },
}

/// Charges `cost` units to a debt.
pub(crate) fn charge(policy: &Policy, debt_us: u64, cost: u32) -> Charge {
    let most_us = capacity_us(policy);
    let after_us = debt_us.saturating_add(policy.interval_us().saturating_mul(u64::from(cost)));
    match after_us.checked_sub(most_us) {
        None | Some(0) => Charge::Fits { debt_us: after_us },
        Some(wait_us) => Charge::Wait { wait_us },
    }
}

/// The debt at which the quota is used up.
pub(crate) fn capacity_us(policy: &Policy) -> u64 {
    policy.interval_us() * u64::from(policy.quota)
}

/// What a debt means to its subject.
pub(crate) fn standing(policy: &'static Policy, debt_us: u64) -> Standing {
    let left = capacity_us(policy).saturating_sub(debt_us) / policy.interval_us();
    Standing { policy, remaining: u32::try_from(left).unwrap_or(policy.quota), reset_secs: secs_up(debt_us) }
}

/// Whole seconds, rounded up.
pub(crate) fn secs_up(us: u64) -> u32 {
    u32::try_from(us.div_ceil(1_000_000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Per;

    /// 7 doesn't divide the window: the quota must be whole nevertheless.
    const ODD: Policy = Policy::new("odd", 7, 60, Per::Ip);

    #[test]
    fn a_rested_subject_has_exactly_its_quota() {
        let mut debt_us = 0;
        for left in (0..7).rev() {
            let Charge::Fits { debt_us: after } = charge(&ODD, debt_us, 1) else { panic!("unit denied") };
            debt_us = after;
            assert_eq!(standing(&ODD, debt_us).remaining, left);
        }
        assert_eq!(charge(&ODD, debt_us, 1), Charge::Wait { wait_us: ODD.interval_us() });
    }

    #[test]
    fn after_the_wait_it_fits() {
        let Charge::Wait { wait_us } = charge(&ODD, capacity_us(&ODD), 2) else { panic!("admitted") };
        assert!(matches!(charge(&ODD, capacity_us(&ODD) - wait_us, 2), Charge::Fits { .. }));
        assert!(matches!(charge(&ODD, capacity_us(&ODD) - wait_us + 1, 2), Charge::Wait { wait_us: 1 }));
    }

    #[test]
    fn the_whole_quota_is_back_after_the_debt() {
        assert_eq!(standing(&ODD, 1_000_001).reset_secs, 2);
        assert_eq!(standing(&ODD, 0), Standing { policy: &ODD, remaining: 7, reset_secs: 0 });
    }
}
