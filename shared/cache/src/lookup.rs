//! Looking an entry up, as a part of the request's round trip.

mod held;
mod plain;
pub(crate) mod scripted;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use neurmatic_redis::{Answers, PartError, Trip, Unavailable};
use tokio::time::Instant;

use crate::door::Cache;
use crate::fill::{AtHand, Fill, Standing};
use crate::key::Key;
use crate::scripts::{Clock, random};
use crate::stamp::is_early;
use crate::stats::count;
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
    at: Instant,
    /// The newest time that this process had seen on the clock.
    seen_us: u64,
}

#[derive(Debug)]
enum Asked {
    Nobody(Found),
    Held(held::Asked),
    Plain(plain::Asked),
    Scripted(scripted::Asked),
}

/// What a look-up found.
#[derive(Debug)]
pub enum Lookup {
    /// A valid and fresh answer.
    Hit(Answer),
    /// None, or one that has expired or soon will: what [`Cache::load`] needs to go on.
    Miss(Fill),
}

/// A valid entry, fresh or not.
#[derive(Debug)]
pub(crate) struct Found {
    meta: Meta,
    pub(crate) answer: Answer,
    pub(crate) start_us: u64,
    pub(crate) fresh_for: Duration,
    load: Duration,
}

/// What Redis said.
struct Read {
    found: Option<Found>,
    clock: Option<Clock>,
}

/// What a look-up has seen, not yet judged.
pub(crate) struct Seen {
    pub(crate) found: Option<Found>,
    /// Whether only the copy in this process was looked at.
    is_copy: bool,
    /// Whether Redis wasn't asked.
    is_unchecked: bool,
    pub(crate) fill: Fill,
}

/// Where a look-up may find an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    CopiesToo,
    RedisOnly,
}

impl Cache {
    /// Looks up as a part of `trip`.
    pub fn look_up(&self, trip: &mut Trip, key: Key, wanted: Wanted) -> Looking {
        self.look_up_in(Where::CopiesToo, trip, key, wanted)
    }

    /// What was found, from the answers of the trip. Without answers it is a miss.
    pub fn found(&self, looking: Looking, answers: Result<&mut Answers, &mut Unavailable>) -> Lookup {
        let Seen { found, is_copy, is_unchecked, mut fill } = self.see(looking, answers);
        let counters = &fill.counters;
        let Some(found) = found else {
            fill.only_copy = is_copy && fill.start_us.is_some();
            if !fill.only_copy {
                count(&counters.misses);
            }
            return Lookup::Miss(fill);
        };
        if found.fresh_for.is_zero() {
            count(&counters.misses);
        } else {
            count(match (is_copy, is_unchecked) {
                (_, true) => &counters.unchecked_hits,
                (true, false) => &counters.copy_hits,
                (false, false) => &counters.hits,
            });
            if !is_early(found.fresh_for, found.load, random) {
                return Lookup::Hit(found.answer);
            }
        }
        fill.at_hand = Some(AtHand::of(found));
        Lookup::Miss(fill)
    }

    pub(crate) fn look_up_in(&self, place: Where, trip: &mut Trip, key: Key, wanted: Wanted) -> Looking {
        let (at, seen_us) = (Instant::now(), self.clock_us.load(Relaxed));
        let known = self.memory.of(key.name());
        let copy =
            known.as_ref().filter(|_| place == Where::CopiesToo).and_then(|known| held::copy(&wanted, known));
        let asked = match (copy, known) {
            (Some(copy), _)
                if self.memory.was_checked_within(&copy.copy.checked, key.namespace().unchecked) =>
            {
                Asked::Nobody(copy.found(&wanted))
            }
            (Some(copy), _) => Asked::Held(copy.ask(trip)),
            (None, Some(known)) if wanted.held().is_empty() => {
                Asked::Plain(plain::ask(trip, &key, &wanted, known))
            }
            _ => Asked::Scripted(scripted::ask(trip, &key, &wanted, scripted::May::BeValid)),
        };
        Looking { key, wanted, asked, at, seen_us }
    }

    /// Reads the answers without judging them.
    pub(crate) fn see(&self, looking: Looking, answers: Result<&mut Answers, &mut Unavailable>) -> Seen {
        let Looking { key, wanted, asked, at, seen_us } = looking;
        let counters = self.stats.of(key.namespace().name);
        let is_copy = matches!(asked, Asked::Nobody(_) | Asked::Held(_));
        let mut fill = Fill::new(key, wanted, at, Arc::clone(&counters));
        let answers = match (asked, answers) {
            (Asked::Nobody(found), _) => {
                return Seen { found: Some(found), is_copy, is_unchecked: true, fill };
            }
            (asked, Ok(answers)) => Some((asked, answers)),
            (_, Err(_)) => {
                fill.standing = Standing::Away;
                None
            }
        };
        let mut found = None;
        match answers.map(|(asked, answers)| self.read(&fill.key, &fill.wanted, asked, at, answers)) {
            Some(Ok(Read { clock: Some(clock), .. })) if clock.time_us < seen_us => {
                // What it lost with the time between, nobody knows.
                fill.standing = Standing::WentBack;
            }
            Some(Ok(read)) => {
                counters.looked_up(at.elapsed());
                if let Some(clock) = read.clock {
                    self.clock_us.fetch_max(clock.time_us, Relaxed);
                    (fill.start_us, fill.era) = (Some(clock.start_us()), clock.era);
                    found = read.found;
                }
            }
            Some(Err(error)) => {
                tracing::error!(%error, namespace = fill.key.namespace().name, "a cache look-up failed");
            }
            None => {}
        }
        if fill.start_us.is_none() {
            count(&counters.errors);
            // Without a clock Redis lost its memory, and the script begins a new one.
            self.memory.forget(fill.key.name());
        }
        Seen { found, is_copy, is_unchecked: false, fill }
    }

    fn read(
        &self,
        key: &Key,
        wanted: &Wanted,
        asked: Asked,
        at: Instant,
        answers: &mut Answers,
    ) -> Result<Read, PartError> {
        match asked {
            Asked::Nobody(found) => Ok(Read { found: Some(found), clock: None }),
            Asked::Scripted(asked) => {
                let read = scripted::read(asked, answers)?;
                if let Some(found) = &read.found
                    && self.memory.of(key.name()).is_none_or(|known| known.meta != found.meta)
                {
                    self.memory.learn(&self.redis, key, &found.meta);
                }
                Ok(read)
            }
            Asked::Plain(asked) => {
                let plain::Outcome { read, other, copy } = plain::read(&asked, at, answers)?;
                if let Some(other) = other {
                    self.memory.learn(&self.redis, key, &other);
                } else if let Some(copy) = copy {
                    let copy = copy.with(self.memory.checked_at(at));
                    self.memory.keep(key, &asked.known, asked.encoding, copy);
                }
                Ok(read)
            }
            Asked::Held(asked) => {
                let read = held::read(&asked, wanted, answers)?;
                if read.found.is_none() {
                    self.memory.drop_copy(key, &asked.held.known, asked.held.encoding);
                } else {
                    self.memory.note_checked(&asked.held.copy.checked, at);
                }
                Ok(read)
            }
        }
    }
}
