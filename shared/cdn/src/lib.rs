//! Has the edge forget what changed: from purge rows to calls of the CDN's interface, and back to receipts.
//!
//! Deliberately not in here: who writes the rows (the transactions of changes, by `neurmatic-tasks`), the statements
//! (`neurmatic-db`), and what may be cached (`neurmatic-cache-policy`).

mod answer;
mod api;
mod clock;
mod compile;
mod plan;
mod purger;
pub mod rounds;

pub use clock::Clock;
pub use plan::Limits;
pub use purger::{Purger, RECEIPTS_KEPT, Report};
