//! Looking an entry up, as a part of the request's round trip.

mod plain;
mod scripted;

use std::sync::Arc;
use std::time::Duration;

use neurmatic_redis::{Answers, PartError, Trip, Unavailable};

use crate::door::Cache;
use crate::key::Key;
use crate::stats::{Counters, count};
use crate::stored::{Answer, Meta};
use crate::wanted::Wanted;

/// How long a look-up, or a trip shared with one, may take before the load begins without it. Generous, because
/// a busy second must not turn every hit into a load; a Redis that is gone costs it five times, then the breaker
/// opens.
pub const BUDGET: Duration = Duration::from_millis(250);

/// A look-up on its way; [`Cache::found`] turns it into its result.
#[derive(Debug)]
pub struct Looking {
    key: Key,
    wanted: Wanted,
    asked: Asked,
}

#[derive(Debug)]
enum Asked {
    Scripted(scripted::Asked),
    Plain(plain::Asked),
}

/// What a look-up found.
#[derive(Debug)]
pub enum Lookup {
    /// A valid answer.
    Hit(Answer),
    /// Nothing: what [`Cache::load`] needs to go on.
    Miss(Fill),
}

/// The right to fill one key, from the moment its load begins.
#[derive(Debug)]
pub struct Fill {
    pub(crate) key: Key,
    pub(crate) wanted: Wanted,
    /// When the load began, by the clock of the scripts, in microseconds. Unknown when Redis is away: then
    /// nothing may be filled.
    pub(crate) start_us: Option<u64>,
    pub(crate) counters: Arc<Counters>,
}

/// What Redis said.
enum Read {
    Found { meta: Meta, answer: Answer },
    Nothing { start_us: Option<u64> },
}

impl Cache {
    /// Looks up as a part of `trip`.
    pub fn look_up(&self, trip: &mut Trip, key: Key, wanted: Wanted) -> Looking {
        let known = if wanted.held().is_empty() { self.memory.of(key.name()) } else { None };
        let asked = match known {
            Some(known) => Asked::Plain(plain::ask(trip, &key, &wanted, known)),
            None => Asked::Scripted(scripted::ask(trip, &key, &wanted)),
        };
        Looking { key, wanted, asked }
    }

    /// What was found, from the answers of the trip. Without answers it is a miss.
    pub fn found(&self, looking: Looking, answers: Result<&mut Answers, &mut Unavailable>) -> Lookup {
        let Looking { key, wanted, asked } = looking;
        let counters = self.stats.of(key.namespace().name);
        let start_us = match answers.ok().map(|answers| self.read(&key, asked, answers)) {
            Some(Ok(Read::Found { answer, .. })) => {
                count(&counters.hits);
                return Lookup::Hit(answer);
            }
            Some(Ok(Read::Nothing { start_us })) => start_us,
            Some(Err(error)) => {
                tracing::error!(%error, namespace = key.namespace().name, "a cache look-up failed");
                None
            }
            None => None,
        };
        count(&counters.misses);
        if start_us.is_none() {
            count(&counters.errors);
        }
        Lookup::Miss(Fill { key, wanted, start_us, counters })
    }

    fn read(&self, key: &Key, asked: Asked, answers: &mut Answers) -> Result<Read, PartError> {
        let (read, known) = match asked {
            Asked::Scripted(asked) => (scripted::read(asked, answers)?, None),
            Asked::Plain(asked) => (plain::read(&asked, answers)?, Some(asked.known)),
        };
        match &read {
            Read::Found { meta, .. } if known.as_ref().is_none_or(|known| known.meta != *meta) => {
                self.memory.learn(&self.redis, key.name(), meta);
            }
            // Redis lost its memory, and the script begins a new clock.
            Read::Nothing { start_us: None } => self.memory.forget(key.name()),
            Read::Found { .. } | Read::Nothing { .. } => {}
        }
        Ok(read)
    }
}
