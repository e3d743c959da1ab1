//! What comes out of the cache, and the short text it is described by in Redis.

use bytes::Bytes;

use crate::encoding::Encoding;
use crate::key::Tag;
use crate::stamp::{STAMP_BYTES, Stamp};

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
        // Always text: it was made from text or checked by `Packed::parse`.
        std::str::from_utf8(&self.0).unwrap_or_default().split('\n').nth(line).unwrap_or_default()
    }

    fn etag(&self, encoding: Encoding) -> String {
        ["\"", self.validator(), ".", encoding.token(), "\""].concat()
    }
}

/// An entry in one encoding as Redis holds it: its stamp, its description, a line of the versions it was filled under,
/// and the body.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) stamp: Stamp,
    pub(crate) meta: Meta,
    pub(crate) versions: Bytes,
    pub(crate) body: Bytes,
}

impl Packed {
    /// Takes it apart without copying; `None` when it isn't one. A description that is `known` is shared and
    /// not looked at again.
    pub(crate) fn parse(entry: &Bytes, known: Option<&Meta>) -> Option<Self> {
        let stamp = Stamp::parse(entry)?;
        let entry = entry.slice(STAMP_BYTES + 1..);
        let known =
            known.filter(|known| entry.starts_with(&known.0) && entry.get(known.0.len()) == Some(&b'\n'));
        let meta = match known {
            Some(known) => known.clone(),
            None => {
                let end = entry.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(3)?.0;
                std::str::from_utf8(entry.get(..end)?).ok()?;
                // A copy, so that remembering it doesn't keep the body alive.
                Meta(Bytes::copy_from_slice(entry.get(..end)?))
            }
        };
        let versions_at = meta.0.len() + 1;
        let length = entry.get(versions_at..)?.iter().position(|byte| *byte == b'\n')?;
        let (versions_end, body_at) = (versions_at + length, versions_at + length + 1);
        Some(Self {
            stamp,
            meta,
            versions: entry.slice(versions_at..versions_end),
            body: entry.slice(body_at..),
        })
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
    use std::time::Duration;

    use super::*;

    fn described() -> Meta {
        let tags = [Tag::all("articles"), Tag::of("article", "7")];
        Meta::new("r3.abc", "application/json", &tags, &[Encoding::Gzip])
    }

    fn packed(meta: &Meta) -> Bytes {
        let stamp = Stamp { era: [b'0'; 16], start_us: 1, stale: Duration::ZERO, load: Duration::ZERO };
        Bytes::from([stamp.line().as_bytes(), meta.as_bytes(), b"\nv1v2\n", b"line\nline"].concat())
    }

    #[test]
    fn an_entry_survives_redis_known_or_not() {
        let other = Meta::new("r4.abc", "application/json", &[], &[]);
        for known in [None, Some(&described()), Some(&other)] {
            let entry = Packed::parse(&packed(&described()), known).unwrap();
            assert_eq!(entry.meta, described());
            assert_eq!((&entry.versions[..], &entry.body[..]), (&b"v1v2"[..], &b"line\nline"[..]));
        }
    }

    #[test]
    fn a_description_says_what_the_headers_need() {
        let stored = Stored::new(described(), Encoding::Gzip, Bytes::from_static(b"body"));
        assert_eq!(stored.content_type(), "application/json");
        assert_eq!(stored.etag(), "\"r3.abc.gzip\"");
        assert_eq!(stored.tags(), "articles,article:7");
        assert_eq!(described().tags().collect::<Vec<_>>(), ["articles", "article:7"]);
        assert!(described().has(Encoding::Gzip) && !described().has(Encoding::Brotli));
    }

    #[test]
    fn an_absent_thing_has_tags_but_no_validator() {
        let meta = Meta::new("", "", &[Tag::all("articles")], &[]);
        assert!(meta.is_absent() && !described().is_absent());
        assert_eq!(meta.tag_line(), "articles");
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        let stamp = packed(&described()).slice(..=STAMP_BYTES);
        for bytes in [&b""[..], b"one line", b"1\n2\n3\n4\n", b"\xff\n2\n3\n4\n5\n"] {
            for entry in [Bytes::copy_from_slice(bytes), Bytes::from([&stamp[..], bytes].concat())] {
                let parsed = Packed::parse(&entry, None);
                assert!(parsed.is_none(), "{parsed:?}");
            }
        }
    }
}
