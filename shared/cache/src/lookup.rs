//! Looking an entry up, as a part of the request's round trip.

mod held;
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
    Held(held::Asked),
    Plain(plain::Asked),
    Scripted(scripted::Asked),
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
    /// Whether only a copy in this process was found not to hold: Redis may have a newer entry.
    pub(crate) only_copy: bool,
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
        let known = self.memory.of(key.name());
        let held = known.as_ref().and_then(|known| held::ask(trip, &wanted, known));
        let asked = match (held, known) {
            (Some(held), _) => Asked::Held(held),
            (None, Some(known)) if wanted.held().is_empty() => {
                Asked::Plain(plain::ask(trip, &key, &wanted, known))
            }
            _ => Asked::Scripted(scripted::ask(trip, &key, &wanted)),
        };
        Looking { key, wanted, asked }
    }

    /// What was found, from the answers of the trip. Without answers it is a miss.
    pub fn found(&self, looking: Looking, answers: Result<&mut Answers, &mut Unavailable>) -> Lookup {
        let Looking { key, wanted, asked } = looking;
        let counters = self.stats.of(key.namespace().name);
        let is_copy = matches!(asked, Asked::Held(_));
        let start_us = match answers.ok().map(|answers| self.read(&key, &wanted, asked, answers)) {
            Some(Ok(Read::Found { answer, .. })) => {
                count(if is_copy { &counters.copy_hits } else { &counters.hits });
                return Lookup::Hit(answer);
            }
            Some(Ok(Read::Nothing { start_us })) => start_us,
            Some(Err(error)) => {
                tracing::error!(%error, namespace = key.namespace().name, "a cache look-up failed");
                None
            }
            None => None,
        };
        let only_copy = is_copy && start_us.is_some();
        if !only_copy {
            count(&counters.misses);
        }
        if start_us.is_none() {
            count(&counters.errors);
        }
        Lookup::Miss(Fill { key, wanted, start_us, only_copy, counters })
    }

    fn read(
        &self,
        key: &Key,
        wanted: &Wanted,
        asked: Asked,
        answers: &mut Answers,
    ) -> Result<Read, PartError> {
        let read = match asked {
            Asked::Scripted(asked) => {
                let read = scripted::read(asked, answers)?;
                if let Read::Found { meta, .. } = &read
                    && self.memory.of(key.name()).is_none_or(|known| known.meta != *meta)
                {
                    self.memory.learn(&self.redis, key, meta);
                }
                read
            }
            Asked::Plain(asked) => {
                let (read, copy) = plain::read(&asked, answers)?;
                match (&read, copy) {
                    (Read::Found { meta, .. }, _) if *meta != asked.known.meta => {
                        self.memory.learn(&self.redis, key, meta);
                    }
                    (_, Some(copy)) => self.memory.keep(key, &asked.known, asked.encoding, copy),
                    (_, None) => {}
                }
                read
            }
            Asked::Held(asked) => {
                let read = held::read(&asked, wanted, answers)?;
                if let Read::Nothing { .. } = &read {
                    self.memory.drop_copy(key, &asked.known, asked.encoding);
                }
                read
            }
        };
        if let Read::Nothing { start_us: None } = &read {
            // Redis lost its memory, and the script begins a new clock.
            self.memory.forget(key.name());
        }
        Ok(read)
    }
}
