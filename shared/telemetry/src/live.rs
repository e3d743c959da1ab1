//! The live figures on their way to Redis: counted here, and carried there by the next request's trip.
//!
//! A batch has a number, and is sent again under it until it was answered: Redis adds it once. So counts are exact, but for
//! what a process that is killed had not sent.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use neurmatic_redis::{Answers, Part, Redis, RedisWrite, Script, ToRedisArgs, Trip, Unavailable};
use uuid::Uuid;

use crate::data::micros;
use crate::histogram::Histogram;
use crate::tally::{Series, Tally};

/// Minutes that Redis keeps, the current one included.
pub const KEPT_MINUTES: i64 = 16;

/// Seconds after which a minute is forgotten, from the last addition to it on.
const KEPT_SECS: u64 = 17 * 60;

/// How long a trip carries nothing after one that did: a busy instance's counts need not be there sooner, and Redis has
/// other work.
const CARRY_EVERY: Duration = Duration::from_secs(1);

/// When a batch that was not answered is sent again.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Series of a minute in one batch at most.
const PARTS_MAX: usize = 16;

/// Fields in one batch at most, unless one series has more: a batch is some kilobytes and some hundred microseconds of
/// Redis' time.
const FIELDS_MAX: usize = 512;

/// Series of a minute that wait at most: what is more is not counted. It needs Redis to be away for very long.
const WAITING_MAX: usize = 8_192;

static ADD: Script = Script::new(include_str!("live.lua"));

/// What a process counted and Redis doesn't know yet.
#[derive(Debug)]
pub(crate) struct Live {
    redis: Redis,
    instance: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: BTreeMap<(i64, Series), Tally>,
    /// The batch whose answer isn't there yet.
    out: Option<Batch>,
    batches: u64,
    carried_at: Option<Instant>,
    /// The minute that was last noted; another one is the time to forget old ones.
    minute: i64,
}

#[derive(Debug)]
struct Batch {
    number: u64,
    parts: Vec<(i64, Series, Tally)>,
}

/// A batch on its way within a trip.
#[derive(Debug)]
pub struct Carried {
    part: Part,
    number: u64,
    is_all: bool,
}

impl Carried {
    /// Whether nothing else waited when it left.
    pub(crate) fn is_all(&self) -> bool {
        self.is_all
    }
}

/// An argument of the script.
enum Argument {
    Text(String),
    Name(&'static str),
    Number(u64),
}

impl ToRedisArgs for Argument {
    fn write_redis_args<W: ?Sized + RedisWrite>(&self, out: &mut W) {
        match self {
            Self::Text(text) => text.write_redis_args(out),
            Self::Name(name) => name.write_redis_args(out),
            Self::Number(number) => number.write_redis_args(out),
        }
    }
}

impl Live {
    pub(crate) fn new(redis: Redis) -> Self {
        Self { redis, instance: Uuid::now_v7().simple().to_string(), state: Mutex::default() }
    }

    /// Counts something of a series in a minute since 1970.
    pub(crate) fn note(&self, minute: i64, series: Series, counting: impl FnOnce(&mut Tally)) {
        let mut state = self.state();
        if state.minute != minute {
            state.minute = minute;
            let oldest = minute - KEPT_MINUTES + 1;
            state.waiting.retain(|(minute, _), _| *minute >= oldest);
        }
        let is_full = state.waiting.len() >= WAITING_MAX;
        if !is_full || state.waiting.contains_key(&(minute, series)) {
            counting(state.waiting.entry((minute, series)).or_default());
        }
    }

    /// Whether a trip now would carry something.
    pub(crate) fn is_due(&self) -> bool {
        let state = self.state();
        let pause = if state.out.is_some() { AGAIN_AFTER } else { CARRY_EVERY };
        state.has_some() && state.carried_at.is_none_or(|at| at.elapsed() >= pause)
    }

    /// Adds what is due to a trip.
    pub(crate) fn carry(&self, trip: &mut Trip) -> Option<Carried> {
        if self.is_due() { self.carry_now(trip) } else { None }
    }

    /// Adds the next batch to a trip, or the last one once more.
    pub(crate) fn carry_now(&self, trip: &mut Trip) -> Option<Carried> {
        let mut state = self.state();
        if state.out.is_none() {
            state.out = state.next_batch();
        }
        let batch = state.out.as_ref()?;
        let mut keys = vec![self.redis.key(&format!("live:i:{}", self.instance))];
        let mut words = vec![Argument::Number(batch.number), Argument::Number(KEPT_SECS)];
        for (minute, series, tally) in &batch.parts {
            let text = series.text();
            keys.push(index_key(&self.redis, *minute));
            keys.push(series_key(&self.redis, *minute, &text));
            words.extend([Argument::Text(text), Argument::Number(tally.fields() as u64)]);
            for (bucket, count) in tally.took_us.buckets() {
                words.extend([Argument::Number(bucket.into()), Argument::Number(count)]);
            }
            for (name, count) in &tally.counts {
                words.extend([Argument::Name(name), Argument::Number(*count)]);
            }
        }
        let number = batch.number;
        state.carried_at = Some(Instant::now());
        let is_all = state.waiting.is_empty();
        Some(Carried { part: trip.script(&ADD, &keys, words), number, is_all })
    }

    /// Takes the answer of the trip that carried a batch. Without one the batch goes again.
    pub(crate) fn settled(&self, carried: Carried, answers: Result<&mut Answers, &mut Unavailable>) -> bool {
        let Ok(answers) = answers else { return false };
        match answers.take::<u64>(carried.part) {
            Ok(_) => {
                let mut state = self.state();
                if state.out.as_ref().is_some_and(|batch| batch.number == carried.number) {
                    state.out = None;
                }
                true
            }
            Err(error) => {
                tracing::warn!(%error, "live figures were not taken");
                false
            }
        }
    }

    /// Whether there is something that Redis doesn't know.
    pub(crate) fn has_some(&self) -> bool {
        self.state().has_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_some(&self) -> bool {
        self.out.is_some() || !self.waiting.is_empty()
    }

    /// Takes the oldest of what waits, as much as a batch may hold.
    fn next_batch(&mut self) -> Option<Batch> {
        let (mut parts, mut fields) = (Vec::new(), 0);
        while parts.len() < PARTS_MAX
            && let Some(first) = self.waiting.first_entry()
        {
            fields += first.get().fields();
            if fields > FIELDS_MAX && !parts.is_empty() {
                break;
            }
            let ((minute, series), tally) = first.remove_entry();
            parts.push((minute, series, tally));
        }
        if parts.is_empty() {
            return None;
        }
        self.batches += 1;
        Some(Batch { number: self.batches, parts })
    }
}

/// The key under which a minute's series are listed.
pub(crate) fn index_key(redis: &Redis, minute: i64) -> String {
    redis.key(&format!("live:{minute}"))
}

/// The key of what was counted of a series in a minute.
pub(crate) fn series_key(redis: &Redis, minute: i64, series: &str) -> String {
    redis.key(&format!("live:{minute}:{series}"))
}

/// Counts how long something took, and in all.
pub(crate) fn note_time(histogram: &mut Histogram, took: Duration) -> u64 {
    let took_us = micros(took);
    histogram.note(took_us);
    took_us
}

#[cfg(test)]
mod tests {
    use crate::tally::Kind;

    use super::*;

    fn live() -> Live {
        Live::new(Redis::open("redis://127.0.0.1:9", "test").unwrap())
    }

    const LIST: Series = Series { kind: Kind::Operation, name: "articles.list" };

    #[test]
    fn a_batch_is_the_same_until_it_is_answered_and_nothing_is_taken_twice() {
        let live = live();
        live.note(7, LIST, |tally| tally.took_us.note(5));
        assert!(live.is_due());
        let first = live.carry(&mut live.redis.trip()).unwrap();
        assert!(live.carry(&mut live.redis.trip()).is_none());
        live.note(7, LIST, |tally| tally.took_us.note(6));
        let again = live.carry_now(&mut live.redis.trip()).unwrap();
        assert_eq!((first.number, again.number), (1, 1));
        assert!(!live.settled(again, Err(&mut Unavailable::TimedOut)));
        assert!(live.has_some());
    }

    #[test]
    fn a_batch_is_bounded_and_what_is_old_is_forgotten() {
        let live = live();
        for minute in 1..=40 {
            live.note(minute, LIST, |tally| tally.took_us.note(5));
        }
        let mut state = live.state();
        assert_eq!(state.waiting.len(), KEPT_MINUTES as usize);
        let batch = state.next_batch().unwrap();
        assert_eq!((batch.number, batch.parts.len(), batch.parts[0].0), (1, PARTS_MAX, 25));
        assert!(state.waiting.is_empty() && state.next_batch().is_none());
    }
}
