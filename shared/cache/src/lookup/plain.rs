//! The look-up by one plain read of the entry and its tags' versions: for an entry whose tags this process has
//! seen.

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value, cmd};

use super::Read;
use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, VERSION_BYTES, start_after, tag_name};
use crate::stored::{Answer, Meta, Packed, Stored};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked {
    /// What this process last saw under the key.
    pub(super) known: Meta,
    encoding: Encoding,
    part: Part,
}

pub(super) fn ask(trip: &mut Trip, key: &Key, wanted: &Wanted, known: Meta) -> Asked {
    let encoding = if known.has(wanted.encoding()) { wanted.encoding() } else { Encoding::Identity };
    let redis = trip.redis();
    let mut read = cmd("MGET");
    read.arg(redis.key(&key.name_in(encoding))).arg(redis.key(CLOCK));
    for tag in known.tags() {
        read.arg(redis.key(&tag_name(tag)));
    }
    Asked { known, encoding, part: trip.command(read) }
}

/// An entry that carries other tags than expected counts as a miss: a load puts it right.
pub(super) fn read(asked: &Asked, answers: &mut Answers) -> Result<Read, PartError> {
    let mut values = answers.take::<Vec<Value>>(asked.part)?.into_iter().map(|value| match value {
        Value::BulkString(bytes) => Some(bytes),
        _ => None,
    });
    let (entry, clock) = (values.next().flatten(), values.next().flatten());
    match entry.and_then(|entry| hit(asked, Bytes::from(entry), values)) {
        Some(found) => Ok(found),
        None => Ok(Read::Nothing { start_us: clock.and_then(|clock| start_after(&clock)) }),
    }
}

fn hit(asked: &Asked, entry: Bytes, mut versions: impl Iterator<Item = Option<Vec<u8>>>) -> Option<Read> {
    let Packed { meta, versions: filled_under, body } = Packed::parse(entry, Some(&asked.known))?;
    let mut then = filled_under.chunks(VERSION_BYTES);
    let unchanged =
        versions.all(|now| now.is_some() && now.as_deref() == then.next()) && then.next().is_none();
    if !unchanged || meta.tag_line() != asked.known.tag_line() {
        return None;
    }
    let answer = if meta.is_absent() {
        Answer::Absent
    } else {
        Answer::Body(Stored::new(meta.clone(), asked.encoding, body))
    };
    Some(Read::Found { meta, answer })
}
