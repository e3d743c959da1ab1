//! What comes out of the cache, and the short text it is described by in Redis.

use bytes::Bytes;

use crate::encoding::Encoding;
use crate::key::Tag;

/// An entry's description: four lines of validator, content type, tags and compressed encodings. An absent
/// thing has no validator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meta(Bytes);

impl Meta {
    pub(crate) fn new(validator: &str, content_type: &str, tags: &[Tag], compressed: &[Encoding]) -> Self {
        let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
        let compressed: Vec<&str> = compressed.iter().map(|encoding| encoding.token()).collect();
        Self(Bytes::from([validator, content_type, &tags.join(","), &compressed.join(",")].join("\n")))
    }

    /// What Redis holds; `None` when it isn't a description.
    pub(crate) fn parse(bytes: Vec<u8>) -> Option<Self> {
        (std::str::from_utf8(&bytes).ok()?.split('\n').count() == 4).then(|| Self(Bytes::from(bytes)))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.validator().is_empty()
    }

    /// The part of the entity tag that all encodings share.
    pub(crate) fn validator(&self) -> &str {
        self.line(0)
    }

    /// The tags, separated by commas.
    pub(crate) fn tag_line(&self) -> &str {
        self.line(2)
    }

    pub(crate) fn tags(&self) -> impl Iterator<Item = &str> {
        self.tag_line().split(',').filter(|tag| !tag.is_empty())
    }

    /// Whether there is a body in this compressed encoding.
    pub(crate) fn has(&self, encoding: Encoding) -> bool {
        self.line(3).split(',').any(|token| token == encoding.token())
    }

    fn content_type(&self) -> &str {
        self.line(1)
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
        self.meta.content_type()
    }

    /// `ETag`, quoted and strong.
    pub fn etag(&self) -> String {
        self.meta.etag(self.encoding)
    }

    /// The tags, separated by commas as in `Cache-Tag`.
    pub fn tags(&self) -> &str {
        self.meta.tag_line()
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
        self.meta.tag_line()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_survives_redis() {
        let tags = [Tag::all("articles"), Tag::of("article", "7")];
        let meta = Meta::new("r3.abc", "application/json", &tags, &[Encoding::Gzip]);
        let meta = Meta::parse(meta.as_bytes().to_vec()).unwrap();
        assert!(meta.has(Encoding::Gzip) && !meta.has(Encoding::Brotli) && !meta.is_absent());
        assert_eq!(meta.tags().collect::<Vec<_>>(), ["articles", "article:7"]);
        let stored = Stored::new(meta, Encoding::Brotli, Bytes::from_static(b"body"));
        assert_eq!(stored.content_type(), "application/json");
        assert_eq!(stored.etag(), "\"r3.abc.br\"");
        assert_eq!(stored.tags(), "articles,article:7");
    }

    #[test]
    fn an_absent_thing_has_tags_but_no_validator() {
        let meta = Meta::new("", "", &[Tag::all("articles")], &[]);
        assert!(meta.is_absent());
        assert_eq!(meta.tag_line(), "articles");
    }

    #[test]
    fn what_is_no_description_is_refused() {
        assert_eq!(Meta::parse(b"one line".to_vec()), None);
        assert_eq!(Meta::parse(vec![0xff, b'\n', b'\n', b'\n']), None);
    }
}
