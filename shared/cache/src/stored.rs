//! What comes out of the cache, and the short text it is described by in Redis.

use bytes::Bytes;

use crate::encoding::Encoding;
use crate::key::Tag;

/// An entry's description: three lines (validator, content type, tags), or nothing for an absent thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meta(Bytes);

impl Meta {
    pub(crate) fn found(content_type: &str, validator: &str, tags: &[Tag]) -> Self {
        let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
        Self(Bytes::from([validator, content_type, &tags.join(",")].join("\n")))
    }

    pub(crate) fn absent() -> Self {
        Self(Bytes::new())
    }

    /// What Redis holds; `None` when it isn't a description.
    pub(crate) fn parse(bytes: Vec<u8>) -> Option<Self> {
        let text = std::str::from_utf8(&bytes).ok()?;
        (text.is_empty() || text.split('\n').count() == 3).then(|| Self(Bytes::from(bytes)))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.0.is_empty()
    }

    /// The part of the entity tag that all encodings share.
    pub(crate) fn validator(&self) -> &str {
        self.line(0)
    }

    fn line(&self, line: usize) -> &str {
        // Always text: it was made from text or checked by `parse`.
        std::str::from_utf8(&self.0).unwrap_or_default().split('\n').nth(line).unwrap_or_default()
    }

    fn etag(&self, encoding: Encoding) -> String {
        ["\"", self.validator(), ".", encoding.token(), "\""].concat()
    }
}

/// What to answer, from the cache or from a load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 200 with this body.
    Body(Stored),
    /// 304: the client holds it.
    NotModified(Unchanged),
    /// 404.
    Absent,
}

/// A body in one encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    meta: Meta,
    encoding: Encoding,
    body: Bytes,
}

impl Stored {
    pub(crate) fn new(meta: Meta, encoding: Encoding, body: Bytes) -> Self {
        Self { meta, encoding, body }
    }

    /// The body, encoded.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The same, by value.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// How the body is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// `Content-Type`.
    pub fn content_type(&self) -> &str {
        self.meta.line(1)
    }

    /// `ETag`, quoted and strong.
    pub fn etag(&self) -> String {
        self.meta.etag(self.encoding)
    }

    /// The tags, separated by commas as in `Cache-Tag`.
    pub fn tags(&self) -> &str {
        self.meta.line(2)
    }
}

/// What the client holds already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchanged {
    meta: Meta,
    encoding: Encoding,
}

impl Unchanged {
    pub(crate) fn new(meta: Meta, encoding: Encoding) -> Self {
        Self { meta, encoding }
    }

    /// `ETag`, quoted and strong.
    pub fn etag(&self) -> String {
        self.meta.etag(self.encoding)
    }

    /// The tags, separated by commas as in `Cache-Tag`.
    pub fn tags(&self) -> &str {
        self.meta.line(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_survives_redis() {
        let tags = [Tag::all("articles"), Tag::of("article", "7")];
        let meta = Meta::parse(Meta::found("application/json", "r3.abc", &tags).as_bytes().to_vec()).unwrap();
        let stored = Stored::new(meta, Encoding::Brotli, Bytes::from_static(b"body"));
        assert_eq!(stored.content_type(), "application/json");
        assert_eq!(stored.etag(), "\"r3.abc.br\"");
        assert_eq!(stored.tags(), "articles,article:7");
    }

    #[test]
    fn what_is_no_description_is_refused() {
        assert_eq!(Meta::parse(b"one line".to_vec()), None);
        assert_eq!(Meta::parse(vec![0xff, b'\n', b'\n']), None);
        assert!(Meta::parse(Vec::new()).unwrap().is_absent());
    }
}
