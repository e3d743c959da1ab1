//! What handlers take from a request. Each refuses what it can't use with a problem that names the place.

mod body;
mod caller;
mod idempotency;
mod if_match;
mod path;
mod query;
mod raw;

pub use body::Json;
pub(crate) use body::read_body;
pub use caller::{Caller, MaybeCaller};
pub use idempotency::IdempotencyKey;
pub(crate) use idempotency::{IDEMPOTENCY_KEY, RequestFingerprint};
pub use if_match::IfMatch;
pub use path::Path;
pub use query::Query;
pub use raw::RawBody;
