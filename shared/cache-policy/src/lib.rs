//! The one table of what may be cached, where, and for how long.
//!
//! Deliberately not in here: input and output, and the caches themselves.

mod invalidation;
mod policy;
mod table;

pub use invalidation::Invalidation;
pub use policy::{AppTier, PRIVATE, Policy};
pub use table::*;
