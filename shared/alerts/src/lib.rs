//! When somebody is to be told that something is wrong: the rules, and what follows from readings.
//!
//! Does no input or output. Deliberately not in here: where readings come from, what is kept, and who is told.

mod alarms;
mod evaluate;
#[cfg(test)]
mod incidents;
mod readings;
mod rule;
mod rules;

pub use alarms::{Alarms, alarms};
pub use evaluate::{Alert, Outcome, SUBJECTS_MAX, evaluate};
pub use readings::{Measure, Reading, Readings};
pub use rule::Rule;
pub use rules::{
    Burn, FAST_BURN, RULES, SLO_ERROR_BUDGET, SLOW_BURN, SPIKE_BEFORE_MINUTES, WINDOW_MINUTES, rule,
};
