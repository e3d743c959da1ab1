//! Has the edge forget what changed: from purge rows to calls of the CDN's interface, and back to receipts.
//!
//! Deliberately not in here: who writes the rows (the transactions of changes, by `neurmatic-tasks`), the statements
//! (`neurmatic-db`), what may be cached (`neurmatic-cache-policy`), and a loop: the task `cdn:purge` calls
//! [`Purger::run_once`] whenever something is due.

mod answer;
mod api;
mod clock;
mod compile;
mod plan;
mod purger;

pub use clock::Clock;
pub use plan::Limits;
pub use purger::{Purger, Report};
