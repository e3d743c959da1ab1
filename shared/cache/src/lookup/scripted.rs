//! The look-up by script: for an entry whose tags aren't known yet, for a client that may hold the body, and for what may
//! be answered though it was invalidated.

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value};

use super::plain::clock_of;
use super::{Found, Read};
use crate::encoding::Encoding;
use crate::key::Key;
use crate::scripts::{CLOCK, LOOKUP, namespace_name, nonce, tag_name};
use crate::stored::{Answer, Packed, Stored, Unchanged};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(crate) struct Asked(Part);

/// What an entry may be to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    BeValid,
    BeInvalidatedSoftly,
}

pub(crate) fn ask(trip: &mut Trip, key: &Key, wanted: &Wanted, may: May) -> Asked {
    let redis = trip.redis();
    let names = [
        &key.name_in(wanted.encoding()),
        &key.name_in(Encoding::Identity),
        CLOCK,
        &namespace_name(key.namespace().name),
    ];
    let keys = names.map(|name| redis.key(name));
    let tags_begin = redis.key(&tag_name(""));
    let may = match may {
        May::BeValid => "valid",
        May::BeInvalidatedSoftly => "soft",
    };
    Asked(trip.script(&LOOKUP, &keys, (wanted.encoding().token(), tags_begin, may, nonce(), wanted.held())))
}

/// Anything else than the script can say is nothing: a load puts it right.
pub(super) fn read(asked: Asked, answers: &mut Answers) -> Result<Read, PartError> {
    let mut parts = answers.take::<Vec<Value>>(asked.0)?.into_iter();
    let clock = clock_of(parts.next());
    Ok(Read { found: found(parts), clock })
}

/// An entry's answer, whatever its age.
pub(crate) fn answer(asked: Asked, answers: &mut Answers) -> Result<Option<Answer>, PartError> {
    Ok(read(asked, answers)?.found.map(|found| found.answer))
}

fn found(mut parts: impl Iterator<Item = Value>) -> Option<Found> {
    let Some(Value::Int(keep_ms)) = parts.next() else { return None };
    let mut parts = parts.map_while(|part| match part {
        Value::BulkString(bytes) => Some(bytes),
        _ => None,
    });
    let encoding = Encoding::of_token(&parts.next()?)?;
    let Packed { stamp, meta, body, .. } = Packed::parse(&Bytes::from(parts.next()?), None)?;
    let answer = if meta.is_absent() {
        Answer::Absent
    } else if parts.next().is_some() {
        Answer::NotModified(Unchanged::new(meta.clone(), encoding))
    } else {
        Answer::Body(Stored::new(meta.clone(), encoding, body))
    };
    let fresh_for = stamp.fresh_for(keep_ms);
    Some(Found { meta, answer, start_us: stamp.start_us, fresh_for, load: stamp.load })
}
