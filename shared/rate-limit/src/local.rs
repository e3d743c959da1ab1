//! The limiter of a process that can't reach Redis: the same arithmetic on a bounded map.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::ask::Check;
use crate::gcra::{Charge, charge, secs_up, standing};
use crate::policy::Policy;
use crate::verdict::Verdict;

/// Most subjects kept apart. Beyond it the new ones of a policy share one budget: full memory limits harder,
/// never less.
const MOST: usize = 65_536;

#[derive(Debug, Default)]
pub(crate) struct Local {
    /// For each key the time at which its subject has its whole quota again, in microseconds.
    whole_at_us: Mutex<HashMap<String, u64>>,
}

impl Local {
    /// Charges all checks or none. Times are microseconds of one clock of the caller's choice.
    pub(crate) fn check(&self, checks: &[Check], now_us: u64) -> Verdict {
        let mut whole_at_us = self.whole_at_us.lock().unwrap_or_else(PoisonError::into_inner);
        if whole_at_us.len() + checks.len() > MOST {
            whole_at_us.retain(|_, at_us| *at_us > now_us);
        }
        let full = whole_at_us.len() + checks.len() > MOST;

        let mut charged = Vec::with_capacity(checks.len());
        let mut standings = Vec::with_capacity(checks.len());
        let mut denial: Option<(u64, &'static Policy)> = None;
        for check in checks {
            let policy = check.policy;
            let mut key = check.name();
            if full && !whole_at_us.contains_key(&key) {
                key = ["rl:", policy.name].concat();
            }
            let mut debt_us = whole_at_us.get(&key).copied().unwrap_or(0).saturating_sub(now_us);
            match charge(policy, debt_us, check.cost) {
                Charge::Fits { debt_us: after_us } => debt_us = after_us,
                Charge::Wait { wait_us } if denial.is_none_or(|(longest_us, _)| wait_us > longest_us) => {
                    denial = Some((wait_us, policy));
                }
                Charge::Wait { .. } => {}
            }
            standings.push(standing(policy, debt_us));
            charged.push((key, now_us + debt_us));
        }
        match denial {
            Some((wait_us, policy)) => {
                Verdict::Denied { policy, retry_after_secs: secs_up(wait_us), standings }
            }
            None => {
                whole_at_us.extend(charged);
                Verdict::Admitted { standings }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Per;
    use crate::subject::Subject;

    const FEW: Policy = Policy::new("few", 3, 60, Per::User);
    const MANY: Policy = Policy::new("many", 100, 60, Per::User);

    fn checks(user: u32) -> [Check; 2] {
        [Check::new(&MANY, Subject::user(user)), Check::new(&FEW, Subject::user(user))]
    }

    #[test]
    fn it_admits_the_quota_and_a_denial_charges_nothing() {
        let local = Local::default();
        for _ in 0..3 {
            assert!(local.check(&checks(1), 0).is_admitted());
        }
        for _ in 0..50 {
            let verdict = local.check(&checks(1), 0);
            assert!(matches!(verdict, Verdict::Denied { policy: &FEW, retry_after_secs: 20, .. }));
        }
        let verdict = local.check(&[Check::new(&MANY, Subject::user(1))], 0);
        assert_eq!(verdict.standings().first().unwrap().remaining, 96);
    }

    #[test]
    fn a_unit_comes_back_with_time() {
        let local = Local::default();
        for _ in 0..3 {
            local.check(&checks(1), 0);
        }
        assert!(!local.check(&checks(1), 19_999_999).is_admitted());
        assert!(local.check(&checks(1), 20_000_000).is_admitted());
    }

    #[test]
    fn a_full_memory_limits_harder_never_less() {
        let local = Local::default();
        let one = |user| local.check(&[Check::new(&FEW, Subject::user(user))], 0);
        let admitted = (0..MOST as u32 + 1_000).filter(|&user| one(user).is_admitted()).count();
        assert!(admitted <= MOST + 3, "{admitted}");
        assert!(one(0).is_admitted(), "who was known before keeps a budget of its own");
    }
}
