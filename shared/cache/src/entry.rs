//! What a load makes: a final answer, ready to be stored and served.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

use crate::compress::compress;
use crate::encoding::Encoding;
use crate::key::{Namespace, Tag};
use crate::stored::{Answer, Meta, Stored, Unchanged};
use crate::wanted::Wanted;

/// How long it is remembered that a thing doesn't exist.
const ABSENT_TTL: Duration = Duration::from_secs(60);

/// Bytes of the body's hash in an entity tag: 72 bits.
const VERSION_BYTES: usize = 9;

/// A final answer: a body in every encoding with its entity tag, or the fact that there is nothing.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(crate) meta: Meta,
    pub(crate) tags: Vec<Tag>,
    pub(crate) identity: Bytes,
    pub(crate) gzip: Option<Bytes>,
    pub(crate) brotli: Option<Bytes>,
}

impl Entry {
    /// An answer with status 200. Compresses the body, which takes about a millisecond per 20 KB.
    ///
    /// `revision` is the row's, for details that can be edited under `If-Match`; a list has none.
    pub fn found(content_type: &str, body: impl Into<Bytes>, revision: Option<u64>, tags: Vec<Tag>) -> Self {
        let identity = body.into();
        let (brotli, gzip) = compress(&identity);
        let compressed: Vec<Encoding> = [(Encoding::Brotli, &brotli), (Encoding::Gzip, &gzip)]
            .into_iter()
            .filter_map(|(encoding, body)| body.as_ref().map(|_| encoding))
            .collect();
        let meta = Meta::new(&validator(&identity, revision), content_type, &tags, &compressed);
        Self { meta, tags, identity, gzip, brotli }
    }

    /// The fact that there is nothing under this key: kept for a minute, dropped by the tags that a thing
    /// coming into being would invalidate.
    pub fn absent(tags: Vec<Tag>) -> Self {
        Self { meta: Meta::new("", "", &tags, &[]), tags, identity: Bytes::new(), gzip: None, brotli: None }
    }

    /// What to answer to this client.
    pub fn answer(&self, wanted: &Wanted) -> Answer {
        if self.meta.is_absent() {
            return Answer::Absent;
        }
        let (encoding, body) = self.body_for(wanted.encoding());
        if wanted.holds(self.meta.validator(), encoding) {
            return Answer::NotModified(Unchanged::new(self.meta.clone(), encoding));
        }
        Answer::Body(Stored::new(self.meta.clone(), encoding, body.clone()))
    }

    /// How long it is fresh, `None` for ever, and how long it may be served stale after that. An absence isn't: anybody
    /// can ask for things that don't exist, and they shall not fill Redis.
    pub(crate) fn times(&self, namespace: &Namespace) -> (Option<Duration>, Duration) {
        if self.meta.is_absent() {
            (Some(ABSENT_TTL), Duration::ZERO)
        } else {
            (namespace.time_to_live(), namespace.stale)
        }
    }

    /// The bodies there are, and the encodings there are none in.
    pub(crate) fn bodies(&self) -> (Vec<(Encoding, &Bytes)>, Vec<Encoding>) {
        let all = [
            (Encoding::Identity, Some(&self.identity)),
            (Encoding::Gzip, self.gzip.as_ref()),
            (Encoding::Brotli, self.brotli.as_ref()),
        ];
        let there = all.iter().filter_map(|&(encoding, body)| Some((encoding, body?))).collect();
        let missing = all.iter().filter(|(_, body)| body.is_none()).map(|&(encoding, _)| encoding).collect();
        (there, missing)
    }

    fn body_for(&self, encoding: Encoding) -> (Encoding, &Bytes) {
        let compressed = match encoding {
            Encoding::Brotli => self.brotli.as_ref(),
            Encoding::Gzip => self.gzip.as_ref(),
            Encoding::Identity => None,
        };
        compressed.map_or((Encoding::Identity, &self.identity), |body| (encoding, body))
    }
}

/// The part of the entity tag that all encodings share: `r<revision>.<version>`, or the version alone.
fn validator(body: &[u8], revision: Option<u64>) -> String {
    let digest = digest(&SHA256, body);
    let version = URL_SAFE_NO_PAD.encode(digest.as_ref().get(..VERSION_BYTES).unwrap_or_default());
    match revision {
        Some(revision) => format!("r{revision}.{version}"),
        None => version,
    }
}
