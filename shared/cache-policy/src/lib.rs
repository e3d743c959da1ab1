//! The one table of what may be cached, where, and for how long, and the decision that follows from it: the same code for
//! the functions and for the edge, so that they can't disagree.
//!
//! Pure: nothing is read, written or waited for. Deliberately not in here: the caches themselves.

#![no_std]

extern crate alloc;

mod decision;
mod edge_tags;
mod headers;
mod invalidation;
mod path;
mod policy;
mod query;
mod refusal;
mod store;
mod table;

pub use decision::{Bypass, Decision, Facts, Target, decide};
pub use edge_tags::{EDGE_TAGS, EdgeTag, carried_at_edge, edge_tag};
pub use headers::{STORED, STRIPPED, STRIPPED_WHEN_SHARED, is_credential};
pub use invalidation::Invalidation;
pub use policy::{AppTier, Class, Freshness, PRIVATE, Policy};
pub use refusal::Refusal;
pub use store::{Answer, Unstored};
pub use table::*;
