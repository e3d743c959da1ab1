//! S3 on one machine: one bucket in memory, for the local platform and for tests. Never deployed.
//!
//! Deliberately not in here: listing, versions, parts, rights beyond who signs and what everybody reads.

mod objects;
mod refusal;
mod serve;
mod verify;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use neurmatic_config::Bucket as Settings;

pub use serve::router;

use crate::objects::Objects;

/// The bucket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LocalBucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    objects: Mutex<Objects>,
}

impl LocalBucket {
    /// An empty bucket, for who signs with the key of these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(Inner { settings, objects: Mutex::default() }))
    }

    /// The names of all objects, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.objects().names()
    }

    fn objects(&self) -> MutexGuard<'_, Objects> {
        self.0.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
