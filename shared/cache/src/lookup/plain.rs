//! The look-up by one plain read of the entry and its tags' versions: for an entry whose tags this process has
//! seen.

use std::sync::Arc;

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value};

use super::Read;
use crate::encoding::Encoding;
use crate::key::Key;
use crate::memory::Known;
use crate::scripts::{VERSION_BYTES, start_after};
use crate::stored::{Answer, Packed, Stored};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked {
    /// What this process last saw under the key.
    pub(super) known: Arc<Known>,
    encoding: Encoding,
    part: Part,
}

pub(super) fn ask(trip: &mut Trip, key: &Key, wanted: &Wanted, known: Arc<Known>) -> Asked {
    let encoding = if known.meta.has(wanted.encoding()) { wanted.encoding() } else { Encoding::Identity };
    let mut read = known.versions.clone();
    read.arg(trip.redis().key(&key.name_in(encoding)));
    Asked { known, encoding, part: trip.command(read) }
}

/// An entry that carries other tags than expected counts as a miss: a load puts it right.
pub(super) fn read(asked: &Asked, answers: &mut Answers) -> Result<Read, PartError> {
    let mut values = answers.take::<Vec<Value>>(asked.part)?.into_iter().map(|value| match value {
        Value::BulkString(bytes) => Some(bytes),
        _ => None,
    });
    let (clock, entry) = (values.next().flatten(), values.next_back().flatten());
    match entry.and_then(|entry| hit(asked, Bytes::from(entry), values)) {
        Some(found) => Ok(found),
        None => Ok(Read::Nothing { start_us: clock.and_then(|clock| start_after(&clock)) }),
    }
}

fn hit(asked: &Asked, entry: Bytes, mut versions: impl Iterator<Item = Option<Vec<u8>>>) -> Option<Read> {
    let Packed { meta, versions: filled_under, body } = Packed::parse(entry, Some(&asked.known.meta))?;
    let mut then = filled_under.chunks(VERSION_BYTES);
    let unchanged =
        versions.all(|now| now.is_some() && now.as_deref() == then.next()) && then.next().is_none();
    if !unchanged || meta.tag_line() != asked.known.meta.tag_line() {
        return None;
    }
    let answer = if meta.is_absent() {
        Answer::Absent
    } else {
        Answer::Body(Stored::new(meta.clone(), asked.encoding, body))
    };
    Some(Read::Found { meta, answer })
}
