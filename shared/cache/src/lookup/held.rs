//! The look-up of an entry that this process has a copy of: Redis is asked only whether the copy still holds.

use std::sync::Arc;

use neurmatic_redis::{Answers, Part, PartError, Trip, Value};

use super::Read;
use super::plain::{start_of, unchanged};
use crate::encoding::Encoding;
use crate::memory::{Copied, Known};
use crate::stored::{Answer, Stored, Unchanged};
use crate::wanted::Wanted;

#[derive(Debug)]
pub(super) struct Asked {
    /// What this process last saw under the key.
    pub(super) known: Arc<Known>,
    pub(super) encoding: Encoding,
    copy: Copied,
    part: Part,
}

/// Asks, if there is a copy.
pub(super) fn ask(trip: &mut Trip, wanted: &Wanted, known: &Arc<Known>) -> Option<Asked> {
    let encoding = known.encoding_for(wanted.encoding());
    let copy = known.copy(encoding)?.clone();
    let part = trip.command(known.check.clone());
    Some(Asked { known: Arc::clone(known), encoding, copy, part })
}

/// Whoever removed the entry left word of it for longer than a copy lives.
pub(super) fn read(asked: &Asked, wanted: &Wanted, answers: &mut Answers) -> Result<Read, PartError> {
    let mut values = answers.take::<Vec<Value>>(asked.part)?.into_iter();
    let (clock, removal) = (values.next(), values.next_back());
    let start_us = start_of(clock);
    let holds = start_us.is_some()
        && !matches!(removal, Some(Value::BulkString(_)))
        && unchanged(values, &asked.copy.versions);
    if !holds {
        return Ok(Read::Nothing { start_us });
    }
    let meta = asked.known.meta.clone();
    let answer = if meta.is_absent() {
        Answer::Absent
    } else if wanted.holds(meta.validator(), asked.encoding) {
        Answer::NotModified(Unchanged::new(meta.clone(), asked.encoding))
    } else {
        Answer::Body(Stored::new(meta.clone(), asked.encoding, asked.copy.body.clone()))
    };
    Ok(Read::Found { meta, answer })
}
