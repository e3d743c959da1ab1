//! Final response bytes in Redis: a hit is bytes out, no parse and no serialisation.
//!
//! An entry is dropped by its tags, whatever their number of keys, and is never filled by a load that began
//! before an invalidation. Deliberately not here: SQL, HTTP headers other than the entity tag, what is cached
//! for how long (the areas' namespaces say so), and the edge.

mod compress;
mod door;
mod encoding;
mod entry;
mod error;
mod fill;
mod flights;
mod key;
mod lease;
mod load;
mod lookup;
mod memory;
mod scripts;
mod stamp;
mod stats;
mod store;
mod stored;
mod wanted;
mod warm;

pub use door::Cache;
pub use encoding::Encoding;
pub use entry::Entry;
pub use error::{CacheError, LoadError};
pub use fill::Fill;
pub use key::{Key, Namespace, Tag, Tier};
pub use load::{Served, Source};
pub use lookup::{BUDGET, Looking, Lookup};
pub use neurmatic_cache_policy::Invalidation;
pub use stats::{LOOKUP_BOUNDS_US, NamespaceStats};
pub use stored::{Answer, Stored, Unchanged};
pub use wanted::Wanted;
pub use warm::Warmed;
