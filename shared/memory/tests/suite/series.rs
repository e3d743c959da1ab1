//! A process that is made up: what it holds is a function of the requests that it answered and of the time.

use std::time::Duration;

use neurmatic_memory::{Bounds, Finding, History, Snapshot, Verdict};

/// What every process holds at least.
pub(crate) const BASE: f64 = 5e6;

/// A made-up process.
pub(crate) struct Series {
    pub(crate) requests: u64,
    /// Requests in a second.
    pub(crate) rate: f64,
    pub(crate) bounds: Bounds,
}

/// What the process holds and what its allocator does, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub(crate) live: f64,
    pub(crate) resident: f64,
}

impl Held {
    /// What an allocator without any waste holds.
    pub(crate) fn live(live: f64) -> Self {
        Self { live, resident: live * 1.2 }
    }
}

impl Series {
    /// Requests one at a time, 100 a second.
    pub(crate) fn of(requests: u64) -> Self {
        Self { requests, rate: 100.0, bounds: Bounds::one_at_a_time() }
    }

    /// The same at another rate.
    pub(crate) fn rate(self, rate: f64) -> Self {
        Self { rate, ..self }
    }

    /// Every judgement of the process's life, with the request at which it was made.
    pub(crate) fn judged(&self, mut held: impl FnMut(f64, f64) -> Held) -> Vec<(u64, Finding)> {
        let mut history = History::default();
        let mut findings = Vec::new();
        for requests in 1..=self.requests {
            let secs = requests as f64 / self.rate;
            let at = Duration::from_secs_f64(secs);
            let (due_at_request, due_at) = history.due();
            if requests < due_at_request && at < due_at {
                continue;
            }
            let held = held(requests as f64, secs);
            let pushed = history.push(Snapshot {
                at,
                requests,
                live: held.live as u64,
                resident: held.resident as u64,
                ..Snapshot::default()
            });
            if pushed.is_to_be_judged {
                findings.push((requests, history.judge(&self.bounds)));
            }
        }
        findings
    }

    /// Asserts that no judgement is a leak; returns the last one's verdict.
    #[track_caller]
    pub(crate) fn is_clean(&self, what: &str, held: impl FnMut(f64, f64) -> Held) -> Verdict {
        let findings = self.judged(held);
        for (requests, finding) in &findings {
            assert_ne!(finding.verdict, Verdict::Leaking, "{what}, at {requests}: {}", finding.reason);
        }
        findings.last().unwrap().1.verdict
    }

    /// The first request at which a leak was told.
    pub(crate) fn told_at(&self, held: impl FnMut(f64, f64) -> Held) -> Option<u64> {
        let findings = self.judged(held);
        findings
            .iter()
            .find(|(_, finding)| finding.verdict == Verdict::Leaking)
            .map(|(requests, _)| *requests)
    }
}
