//! What happens, and what is to be told of it. Why in these minutes: `docs/alerts.md`.

use crate::replay::{Minute, REQUESTS};

/// A rule, and the minutes in which its alert is to be told, and told to be over.
pub(crate) type Expected = (&'static str, i64, i64);

/// A thing that goes wrong, and right again.
pub(crate) struct Incident {
    pub(crate) name: &'static str,
    /// For how long it is looked at: until nothing of it is left.
    pub(crate) minutes: i64,
    /// What each of its minutes brings.
    pub(crate) brings: fn(i64) -> Minute,
    pub(crate) expected: &'static [Expected],
}

/// One after the other.
pub(crate) const INCIDENTS: [Incident; 4] = [
    Incident {
        name: "30 % of requests fail for 10 minutes",
        minutes: 80,
        brings: errors,
        expected: &[("errors", 2, 19), ("fast_burn", 2, 19), ("many_errors", 3, 18), ("slow_burn", 7, 69)],
    },
    Incident {
        name: "400 ms for 10 minutes, 1,500 ms for 5, 300 ms for 5",
        minutes: 40,
        brings: slowness,
        expected: &[("slow_responses", 3, 29), ("very_slow_responses", 12, 24)],
    },
    Incident {
        name: "a queue grows to 3,000, and is worked off",
        minutes: 60,
        brings: pile_up,
        expected: &[("tasks_waiting", 10, 49)],
    },
    Incident {
        name: "an instance leaks, and is replaced after 40 minutes",
        minutes: 65,
        brings: leak,
        expected: &[("memory_leak", 0, 55)],
    },
];

fn errors(minute: i64) -> Minute {
    let failed = if minute < 10 { REQUESTS * 3 / 10 } else { 0 };
    Minute { failed, ..Minute::QUIET }
}

fn slowness(minute: i64) -> Minute {
    let took_ms = match minute {
        0..10 => 400,
        10..15 => 1_500,
        15..20 => 300,
        _ => Minute::QUIET.took_ms,
    };
    Minute { took_ms, ..Minute::QUIET }
}

/// It grows by 100 a minute for half an hour, and shrinks by 200 a minute then.
fn pile_up(minute: i64) -> Minute {
    let waiting = if minute < 30 { minute * 100 } else { (9_000 - minute * 200).max(0) };
    Minute { waiting, ..Minute::QUIET }
}

fn leak(minute: i64) -> Minute {
    Minute { is_leaking: minute < 40, ..Minute::QUIET }
}
