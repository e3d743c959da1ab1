//! Signed JSON calls of AWS's services, each within a given time.
//!
//! Deliberately not in here: what an action means, and trying again.

mod call;
mod error;

pub use call::{Account, JsonApi, Service};
pub use error::CallError;
