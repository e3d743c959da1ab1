//! The look-up by one plain read of the entry and its tags' versions: for an entry whose tags this process has
//! seen. What it finds is kept as a copy, unless the key was removed lately.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use neurmatic_redis::{Answers, Part, PartError, Trip, Value, cmd};

use super::Read;
use crate::encoding::Encoding;
use crate::key::Key;
use crate::memory::{COPY_AGE_MAX, Copied, Known};
use crate::scripts::{VERSION_BYTES, start_after};
use crate::stored::{Answer, Packed, Stored};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked {
    /// What this process last saw under the key.
    pub(super) known: Arc<Known>,
    pub(super) encoding: Encoding,
    asked: Instant,
    remaining: Part,
    part: Part,
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
    Asked { known, encoding, asked: Instant::now(), remaining, part: trip.command(read) }
}

/// An entry that carries other tags than expected counts as a miss: a load puts it right. With a hit comes the copy to
/// keep.
pub(super) fn read(asked: &Asked, answers: &mut Answers) -> Result<(Read, Option<Copied>), PartError> {
    let remaining_ms = answers.take::<i64>(asked.remaining)?;
    let mut values = answers.take::<Vec<Value>>(asked.part)?.into_iter();
    let (clock, entry, removal) = (values.next(), values.next_back(), values.next_back());
    let entry = match entry {
        Some(Value::BulkString(entry)) => Packed::parse(Bytes::from(entry), Some(&asked.known.meta)),
        _ => None,
    };
    let valid = entry.filter(|entry| {
        unchanged(values, &entry.versions) && entry.meta.tag_line() == asked.known.meta.tag_line()
    });
    let Some(Packed { meta, versions, body }) = valid else {
        return Ok((Read::Nothing { start_us: start_of(clock) }, None));
    };
    // A copy made while there is word of a removal would only be refused, and one without tags has nothing to tell that
    // Redis lost its memory.
    let may_copy = !versions.is_empty() && !matches!(removal, Some(Value::BulkString(_)));
    let copy = may_copy.then(|| Copied {
        versions,
        body: body.clone(),
        until: asked.asked + age_left(remaining_ms),
    });
    let answer = if meta.is_absent() {
        Answer::Absent
    } else {
        Answer::Body(Stored::new(meta.clone(), asked.encoding, body))
    };
    Ok((Read::Found { meta, answer }, copy))
}

/// How long a copy may be used of an entry that Redis keeps for this long; negative: for ever, or no more.
fn age_left(remaining_ms: i64) -> Duration {
    match (u64::try_from(remaining_ms), remaining_ms) {
        (Ok(ms), _) => Duration::from_millis(ms).min(COPY_AGE_MAX),
        (Err(_), -1) => COPY_AGE_MAX,
        (Err(_), _) => Duration::ZERO,
    }
}

/// When a load begins that this clock's reader starts.
pub(super) fn start_of(clock: Option<Value>) -> Option<u64> {
    match clock {
        Some(Value::BulkString(clock)) => start_after(&clock),
        _ => None,
    }
}

/// Whether the tags have the versions that an entry was filled under.
pub(super) fn unchanged(mut now: impl Iterator<Item = Value>, filled_under: &[u8]) -> bool {
    let mut then = filled_under.chunks(VERSION_BYTES);
    now.all(|now| matches!(now, Value::BulkString(now) if then.next() == now.get(..VERSION_BYTES)))
        && then.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_no_older_than_its_entry_nor_than_the_bound() {
        assert_eq!(age_left(1_500), Duration::from_millis(1_500));
        assert_eq!(age_left(3_600_000), COPY_AGE_MAX);
        assert_eq!(age_left(-1), COPY_AGE_MAX, "for ever");
        assert_eq!(age_left(-2), Duration::ZERO, "gone between the two questions");
    }

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
