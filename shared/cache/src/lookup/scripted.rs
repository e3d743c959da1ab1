//! The look-up by script: for an entry whose tags aren't known yet, and for a client that may hold the body.

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value};

use super::Read;
use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, LOOKUP, start_after, tag_name};
use crate::stored::{Answer, Packed, Stored, Unchanged};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked(Part);

pub(super) fn ask(trip: &mut Trip, key: &Key, wanted: &Wanted) -> Asked {
    let redis = trip.redis();
    let names =
        [key.name_in(wanted.encoding()), key.name_in(Encoding::Identity)].map(|name| redis.key(&name));
    let [entry, identity] = names;
    let keys = [entry, identity, redis.key(CLOCK)];
    let tags_begin = redis.key(&tag_name(""));
    Asked(trip.script(&LOOKUP, &keys, (wanted.encoding().token(), tags_begin, wanted.held())))
}

/// Anything else than the script can say is nothing: a load puts it right.
pub(super) fn read(asked: Asked, answers: &mut Answers) -> Result<Read, PartError> {
    match answers.take(asked.0)? {
        Value::BulkString(clock) => Ok(Read::Nothing { start_us: start_after(&clock) }),
        Value::Array(parts) => Ok(hit(parts).unwrap_or(Read::Nothing { start_us: None })),
        _ => Ok(Read::Nothing { start_us: None }),
    }
}

fn hit(parts: Vec<Value>) -> Option<Read> {
    let mut parts = parts.into_iter().map_while(|part| match part {
        Value::BulkString(bytes) => Some(bytes),
        _ => None,
    });
    let encoding = Encoding::of_token(&parts.next()?)?;
    let Packed { meta, body, .. } = Packed::parse(Bytes::from(parts.next()?), None)?;
    let answer = if meta.is_absent() {
        Answer::Absent
    } else if parts.next().is_some() {
        Answer::NotModified(Unchanged::new(meta.clone(), encoding))
    } else {
        Answer::Body(Stored::new(meta.clone(), encoding, body))
    };
    Some(Read::Found { meta, answer })
}
