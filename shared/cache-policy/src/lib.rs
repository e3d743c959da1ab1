//! The one table of what may be cached, where, and for how long.
//!
//! Deliberately not in here: input and output, and the caches themselves.

mod edge_tags;
mod invalidation;
mod policy;
mod table;

pub use edge_tags::{EDGE_TAGS, EdgeTag, carried_at_edge, edge_tag};
pub use invalidation::Invalidation;
pub use policy::{AppTier, PRIVATE, Policy};
pub use table::*;
