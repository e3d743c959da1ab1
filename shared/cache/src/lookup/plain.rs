//! The look-up by one plain read of the entry and its versions: for an entry whose tags this process has seen. What it
//! finds is kept as a copy, unless the key was removed lately.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value, cmd};
use tokio::time::Instant;

use super::{Found, Read};
use crate::encoding::Encoding;
use crate::key::Key;
use crate::memory::{COPY_AGE_MAX, Checked, Copied, Known};
use crate::scripts::{Clock, VERSION_BYTES};
use crate::stored::{Answer, Meta, Packed, Stored};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked {
    /// What this process last saw under the key.
    pub(super) known: Arc<Known>,
    pub(super) encoding: Encoding,
    remaining: Part,
    part: Part,
}

pub(super) struct Outcome {
    pub(super) read: Read,
    /// The description of the entry, where it is another than expected.
    pub(super) other: Option<Meta>,
    pub(super) copy: Option<ToCopy>,
}

/// A copy to be kept.
pub(super) struct ToCopy {
    packed: Packed,
    fresh_until: Option<Instant>,
    until: Instant,
}

impl ToCopy {
    pub(super) fn with(self, checked: Checked) -> Copied {
        let Packed { stamp, versions, body, .. } = self.packed;
        let Self { fresh_until, until, .. } = self;
        Copied {
            versions,
            start_us: stamp.start_us,
            era: stamp.era,
            load: stamp.load,
            body,
            fresh_until,
            until,
            checked,
        }
    }
}

pub(super) fn ask(trip: &mut Trip, key: &Key, wanted: &Wanted, known: Arc<Known>) -> Asked {
    let encoding = known.encoding_for(wanted.encoding());
    let name = trip.redis().key(&key.name_in(encoding));
    let mut read = known.check.clone();
    read.arg(&name);
    let mut remaining = cmd("PTTL");
    remaining.arg(&name);
    // First how long the entry lives, then the entry: one that is filled between the two only lives longer than that.
    let remaining = trip.command(remaining);
    Asked { known, encoding, remaining, part: trip.command(read) }
}

/// An entry that carries other tags than expected isn't found: nobody asked for their versions. With a fresh one comes
/// the copy to keep.
pub(super) fn read(asked: &Asked, at: Instant, answers: &mut Answers) -> Result<Outcome, PartError> {
    let remaining_ms = answers.take::<i64>(asked.remaining)?;
    let mut values = answers.take::<Vec<Value>>(asked.part)?.into_iter();
    let (clock, entry, removal) = (clock_of(values.next()), values.next_back(), values.next_back());
    let entry = match entry {
        Some(Value::BulkString(entry)) => Packed::parse(&Bytes::from(entry), Some(&asked.known.meta)),
        _ => None,
    };
    let other = entry.as_ref().filter(|entry| entry.meta != asked.known.meta).map(|entry| entry.meta.clone());
    let valid = entry.filter(|entry| {
        clock.is_some_and(|clock| entry.stamp.era == clock.era)
            && unchanged(values, &entry.versions)
            && entry.meta.tag_line() == asked.known.meta.tag_line()
    });
    let Some(packed) = valid else {
        return Ok(Outcome { read: Read { found: None, clock }, other, copy: None });
    };
    let (stamp, fresh_for) = (packed.stamp, packed.stamp.fresh_for(remaining_ms));
    let answer = if packed.meta.is_absent() {
        Answer::Absent
    } else {
        Answer::Body(Stored::new(packed.meta.clone(), asked.encoding, packed.body.clone()))
    };
    let (start_us, load) = (stamp.start_us, stamp.load);
    let found = Found { meta: packed.meta.clone(), answer, start_us, fresh_for, load };
    // A copy made while there is word of a removal would only be refused.
    let may_copy = !fresh_for.is_zero() && !matches!(removal, Some(Value::BulkString(_)));
    let copy = may_copy.then(|| ToCopy {
        packed,
        fresh_until: at.checked_add(fresh_for).filter(|_| fresh_for != Duration::MAX),
        until: at + fresh_for.min(COPY_AGE_MAX),
    });
    Ok(Outcome { read: Read { found: Some(found), clock }, other, copy })
}

/// What the clock shows.
pub(super) fn clock_of(clock: Option<Value>) -> Option<Clock> {
    match clock {
        Some(Value::BulkString(clock)) => Clock::parse(&clock),
        _ => None,
    }
}

/// Whether namespace and tags have the versions that an entry was filled under.
pub(super) fn unchanged(mut now: impl Iterator<Item = Value>, filled_under: &[u8]) -> bool {
    let mut then = filled_under.chunks(VERSION_BYTES);
    now.all(|now| {
        matches!((now, then.next()), (Value::BulkString(now), Some(then)) if now.get(..VERSION_BYTES) == Some(then))
    }) && then.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_unchanged_only_if_all_are_the_same() {
        let version = |fill: u8| Value::BulkString(vec![fill; VERSION_BYTES]);
        let line = [[b'1'; VERSION_BYTES], [b'2'; VERSION_BYTES]].concat();
        assert!(unchanged([version(b'1'), version(b'2')].into_iter(), &line));
        for other in [
            vec![version(b'1')],
            vec![version(b'1'), version(b'3')],
            vec![version(b'1'), Value::Nil],
            vec![version(b'1'), version(b'2'), version(b'3')],
        ] {
            assert!(!unchanged(other.into_iter(), &line));
        }
        assert!(unchanged(std::iter::empty(), b""));
    }
}
