//! The look-up by plain reads: for an entry whose tags this process has seen.
//!
//! The versions are read before the entry. Whatever happens between the two reads, an entry filled under
//! exactly these versions was valid when the first was made.

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value, cmd};

use super::Read;
use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, VERSION_BYTES, start_after, tag_name};
use crate::stored::{Answer, Meta, Stored};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked {
    /// What this process last saw under the key.
    pub(super) known: Meta,
    encoding: Encoding,
    versions: Part,
    entry: Part,
}

pub(super) fn ask(trip: &mut Trip, key: &Key, wanted: &Wanted, known: Meta) -> Asked {
    let encoding = if known.has(wanted.encoding()) { wanted.encoding() } else { Encoding::Identity };
    let mut versions = cmd("MGET");
    versions.arg(trip.redis().key(CLOCK));
    for tag in known.tags() {
        versions.arg(trip.redis().key(&tag_name(tag)));
    }
    let mut entry = cmd("HMGET");
    entry.arg(trip.redis().key(key.name())).arg("meta").arg("versions").arg(encoding.token());
    Asked { known, encoding, versions: trip.command(versions), entry: trip.command(entry) }
}

/// An entry that carries other tags than expected counts as a miss: a load puts it right.
pub(super) fn read(asked: Asked, answers: &mut Answers) -> Result<Read, PartError> {
    let mut versions = bulk_strings(answers.take(asked.versions)?);
    let clock = versions.next().flatten();
    let entry = bulk_strings(answers.take(asked.entry)?);
    match hit(&asked, versions, entry) {
        Some(found) => Ok(found),
        None => Ok(Read::Nothing { start_us: clock.and_then(|clock| start_after(&clock)) }),
    }
}

fn hit(
    asked: &Asked,
    mut versions: impl Iterator<Item = Option<Vec<u8>>>,
    mut entry: impl Iterator<Item = Option<Vec<u8>>>,
) -> Option<Read> {
    let meta = Meta::parse(entry.next()??)?;
    let filled_under = entry.next()??;
    let mut then = filled_under.chunks(VERSION_BYTES);
    let unchanged =
        versions.all(|now| now.is_some() && now.as_deref() == then.next()) && then.next().is_none();
    if !unchanged || meta.tag_line() != asked.known.tag_line() {
        return None;
    }
    if meta.is_absent() {
        return Some(Read::Found { meta, answer: Answer::Absent });
    }
    let body = entry.next()??;
    let answer = Answer::Body(Stored::new(meta.clone(), asked.encoding, Bytes::from(body)));
    Some(Read::Found { meta, answer })
}

/// The items of an array of values that may be missing.
fn bulk_strings(reply: Value) -> impl Iterator<Item = Option<Vec<u8>>> {
    let items = match reply {
        Value::Array(items) => items,
        _ => Vec::new(),
    };
    items.into_iter().map(|item| match item {
        Value::BulkString(bytes) => Some(bytes),
        _ => None,
    })
}
