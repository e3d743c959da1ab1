//! How often a caller may do a thing.
//!
//! GCRA in a Redis script: exact across instances, several limits in one all-or-nothing call that shares the
//! request's first round trip. Without Redis a local limiter takes over, approximate but never unlimited;
//! policies that must not be approximate close. Deliberately not here: who the caller is, and what a denial
//! looks like over HTTP.

mod ask;
mod denied;
mod gcra;
mod header;
mod limiter;
mod local;
pub mod policies;
mod policy;
mod subject;
mod verdict;

pub use ask::{Asked, Check};
pub use header::{rate_limit, rate_limit_policy};
pub use limiter::Limiter;
pub use policy::{OnRedisDown, Per, Policy};
pub use subject::Subject;
pub use verdict::{Standing, Verdict};
