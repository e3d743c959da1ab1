//! The look-up of an entry that this process has a copy of: Redis is asked only whether the copy still holds.

use std::sync::Arc;

use neurmatic_redis::{Answers, Part, PartError, Trip, Value};

use super::plain::{clock_of, unchanged};
use super::{Found, Read};
use crate::encoding::Encoding;
use crate::memory::{Copied, Known};
use crate::stored::{Answer, Stored, Unchanged};
use crate::wanted::Wanted;

/// A copy that isn't too old.
#[derive(Debug)]
pub(super) struct Held {
    /// What this process last saw under the key.
    pub(super) known: Arc<Known>,
    pub(super) encoding: Encoding,
    pub(super) copy: Copied,
}

#[derive(Debug)]
pub(super) struct Asked {
    pub(super) held: Held,
    part: Part,
}

/// The copy for this client, if there is one.
pub(super) fn copy(wanted: &Wanted, known: &Arc<Known>) -> Option<Held> {
    let encoding = known.encoding_for(wanted.encoding());
    let copy = known.copy(encoding)?.clone();
    Some(Held { known: Arc::clone(known), encoding, copy })
}

impl Held {
    pub(super) fn ask(self, trip: &mut Trip) -> Asked {
        let part = trip.command(self.known.check.clone());
        Asked { held: self, part }
    }

    pub(super) fn found(&self, wanted: &Wanted) -> Found {
        let (meta, encoding) = (self.known.meta.clone(), self.encoding);
        let answer = if meta.is_absent() {
            Answer::Absent
        } else if wanted.holds(meta.validator(), encoding) {
            Answer::NotModified(Unchanged::new(meta.clone(), encoding))
        } else {
            Answer::Body(Stored::new(meta.clone(), encoding, self.copy.body.clone()))
        };
        let Copied { start_us, load, .. } = self.copy;
        Found { meta, answer, start_us, fresh_for: self.copy.fresh_for(), load }
    }
}

/// Whoever removed the entry left word of it for longer than a copy lives.
pub(super) fn read(asked: &Asked, wanted: &Wanted, answers: &mut Answers) -> Result<Read, PartError> {
    let mut values = answers.take::<Vec<Value>>(asked.part)?.into_iter();
    let (clock, removal) = (clock_of(values.next()), values.next_back());
    let holds = clock.is_some_and(|clock| asked.held.copy.era == clock.era)
        && !matches!(removal, Some(Value::BulkString(_)))
        && unchanged(values, &asked.held.copy.versions);
    Ok(Read { found: holds.then(|| asked.held.found(wanted)), clock })
}
