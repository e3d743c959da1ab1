//! What lies in the bucket.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::HeaderMap;
use neurmatic_sigv4::hash;

/// Bytes of all objects at most.
const BYTES_MAX: usize = 256 * 1024 * 1024;

/// Objects at most.
const OBJECTS_MAX: usize = 10_000;

/// An object. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) bytes: Bytes,
    /// What was said of it when it was put: whoever reads it is told.
    pub(crate) about: HeaderMap,
    pub(crate) etag: String,
}

/// All objects, by name.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    by_name: BTreeMap<String, Object>,
    bytes: usize,
}

impl Object {
    pub(crate) fn new(bytes: Bytes, about: HeaderMap) -> Self {
        let hash = hash(&bytes);
        // As long as S3's own, which are another hash: who compares them compares texts.
        let etag = format!("\"{}\"", hash.get(..32).unwrap_or_default());
        Self { bytes, about, etag }
    }
}

impl Objects {
    pub(crate) fn names(&self) -> Vec<String> {
        self.by_name.keys().cloned().collect()
    }

    pub(crate) fn get(&self, name: &str) -> Option<Object> {
        self.by_name.get(name).cloned()
    }

    /// Puts an object in place of the one of that name; false when there is no room.
    pub(crate) fn put(&mut self, name: &str, object: Object) -> bool {
        let (before, others) = self.by_name.get(name).map_or((0, self.by_name.len()), |before| {
            (before.bytes.len(), self.by_name.len().saturating_sub(1))
        });
        let bytes = self.bytes.saturating_sub(before) + object.bytes.len();
        if bytes > BYTES_MAX || others >= OBJECTS_MAX {
            return false;
        }
        self.bytes = bytes;
        self.by_name.insert(name.to_owned(), object);
        true
    }

    pub(crate) fn remove(&mut self, name: &str) {
        if let Some(gone) = self.by_name.remove(name) {
            self.bytes = self.bytes.saturating_sub(gone.bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many bytes without their hash, which takes its time.
    fn object(bytes: usize) -> Object {
        Object { bytes: Bytes::from(vec![0; bytes]), about: HeaderMap::new(), etag: String::new() }
    }

    #[test]
    fn there_is_room_for_so_many_bytes_whatever_was_there_before() {
        let mut objects = Objects::default();
        assert!(objects.put("a", object(BYTES_MAX)));
        assert!(!objects.put("b", object(1)));
        assert!(objects.put("a", object(BYTES_MAX - 1)) && objects.put("b", object(1)));
        assert!(!objects.put("c", object(1)));
        objects.remove("a");
        objects.remove("a");
        assert!(objects.put("c", object(1)));
        assert_eq!((objects.names(), objects.bytes), (vec!["b".to_owned(), "c".to_owned()], 2));
    }

    #[test]
    fn other_bytes_are_another_object() {
        let etag = |bytes: &'static [u8]| Object::new(Bytes::from_static(bytes), HeaderMap::new()).etag;
        assert_ne!(etag(b"one"), etag(b"another"));
        assert_eq!(etag(b"one").len(), 34);
    }
}
