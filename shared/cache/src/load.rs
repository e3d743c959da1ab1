//! Loading what a look-up missed: once per process, never filled stale, capped while Redis is away.

use std::time::Duration;

use crate::door::{Cache, VERSIONS_TTL_SECS, WRITE_BUDGET};
use crate::entry::Entry;
use crate::flights::{Kept, Landed};
use crate::key::Key;
use crate::lookup::{BUDGET, Fill, Lookup};
use crate::scripts::{CLOCK, FILL, nonce, random, start_after, tag_name, time_text};
use crate::stats::count;
use crate::stored::Answer;
use crate::wanted::Wanted;

/// An answer and where it came from.
#[derive(Debug)]
pub struct Served {
    /// What to answer.
    pub answer: Answer,
    /// Where it came from.
    pub source: Source,
}

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The cache.
    Cache,
    /// A load of this caller's; `stored` tells whether the cache took it.
    Load {
        /// Whether the next one will find it.
        stored: bool,
    },
    /// Another caller's load in this process.
    SharedLoad,
}

impl Cache {
    /// The answer from the cache, or from `load`; in a trip of its own. Only `load` can fail.
    pub async fn get_or_load<E, F: Future<Output = Result<Entry, E>>>(
        &self,
        key: Key,
        wanted: Wanted,
        load: impl FnOnce() -> F,
    ) -> Result<Served, E> {
        match self.look_up_alone(key, wanted).await {
            Lookup::Hit(answer) => Ok(Served { answer, source: Source::Cache }),
            Lookup::Miss(fill) => self.load(fill, load).await,
        }
    }

    /// Goes on after a miss: loads and fills, or waits for another caller of this process who does.
    pub async fn load<E, F: Future<Output = Result<Entry, E>>>(
        &self,
        mut fill: Fill,
        load: impl FnOnce() -> F,
    ) -> Result<Served, E> {
        if fill.only_copy {
            match self.look_up_alone(fill.key, fill.wanted).await {
                Lookup::Hit(answer) => return Ok(Served { answer, source: Source::Cache }),
                Lookup::Miss(again) => fill = again,
            }
        }
        loop {
            let name = fill.key.name().to_owned();
            let seat = self.flights.board(&name);
            let mut landed = seat.landed().await;
            let Some(before) = &*landed else {
                let entry = self.load_within_cap(&fill, load).await?;
                let kept = self.store(&fill, &entry).await;
                let served = Served {
                    answer: entry.answer(&fill.wanted),
                    source: Source::Load { stored: matches!(kept, Kept::Before(_)) },
                };
                *landed = Some(Landed { entry, kept });
                return Ok(served);
            };
            if before.serves(fill.start_us) {
                let answer = before.entry.answer(&fill.wanted);
                return Ok(Served { answer, source: Source::SharedLoad });
            }
            // What the other one loaded may be older than this caller's question: ask again, for a new start.
            seat.close();
            drop(landed);
            match self.look_up_alone(fill.key, fill.wanted).await {
                Lookup::Hit(answer) => return Ok(Served { answer, source: Source::Cache }),
                Lookup::Miss(again) => fill = again,
            }
        }
    }

    /// Stores what was loaded, unless something it depends on was invalidated since the look-up. Tells whether
    /// it was stored. [`Cache::load`] does this by itself.
    pub async fn fill(&self, fill: &Fill, entry: &Entry) -> bool {
        matches!(self.store(fill, entry).await, Kept::Before(_))
    }

    async fn look_up_alone(&self, key: Key, wanted: Wanted) -> Lookup {
        let mut trip = self.redis.trip();
        let looking = self.look_up(&mut trip, key, wanted);
        let mut answers = trip.send(BUDGET).await;
        self.found(looking, answers.as_mut())
    }

    async fn load_within_cap<E, F: Future<Output = Result<Entry, E>>>(
        &self,
        fill: &Fill,
        load: impl FnOnce() -> F,
    ) -> Result<Entry, E> {
        let _permit = match fill.start_us {
            Some(_) => None,
            // The semaphore is never closed: without a permit there is nothing to wait for.
            None => self.loads_without_redis.acquire().await.ok(),
        };
        count(&fill.counters.loads);
        load().await
    }

    async fn store(&self, fill: &Fill, entry: &Entry) -> Kept {
        let Some(start_us) = fill.start_us else { return Kept::Unknown };
        let (bodies, missing) = entry.bodies();
        let mut names = vec![CLOCK.to_owned(), fill.key.removal_name()];
        names.extend(entry.tags.iter().map(|tag| tag_name(tag.as_str())));
        names.extend(bodies.iter().map(|&(encoding, _)| fill.key.name_in(encoding)));
        names.extend(missing.into_iter().map(|encoding| fill.key.name_in(encoding)));
        let keys: Vec<String> = names.iter().map(|name| self.redis.key(name)).collect();

        let ttl = entry.time_to_live(fill.key.namespace().time_to_live());
        let ttl_ms = ttl.map_or(0, |ttl| jittered_ms(ttl, random()));
        let order = [
            time_text(start_us),
            ttl_ms.to_string(),
            VERSIONS_TTL_SECS.to_string(),
            nonce(),
            entry.tags.len().to_string(),
        ];
        let mut arguments: Vec<&[u8]> = order.iter().map(String::as_bytes).collect();
        arguments.push(entry.meta.as_bytes());
        arguments.extend(bodies.iter().map(|(_, body)| &body[..]));

        let mut trip = self.redis.trip();
        let part = trip.script(&FILL, &keys, arguments);
        let stored = match trip.send(WRITE_BUDGET).await {
            Ok(mut answers) => answers.take::<Option<Vec<u8>>>(part),
            Err(_) => {
                count(&fill.counters.errors);
                return Kept::Unknown;
            }
        };
        match stored {
            Ok(Some(clock)) => {
                self.memory.learn(&self.redis, &fill.key, &entry.meta);
                start_after(&clock).map_or(Kept::Unknown, Kept::Before)
            }
            Ok(None) => {
                count(&fill.counters.refused_fills);
                Kept::Refused
            }
            Err(error) => {
                count(&fill.counters.errors);
                tracing::error!(%error, namespace = fill.key.namespace().name, "a cache fill failed");
                Kept::Unknown
            }
        }
    }
}

/// The time to live give or take a tenth, so that what was filled together doesn't expire together.
fn jittered_ms(ttl: Duration, random: u64) -> u64 {
    let ttl_ms = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX / 2_000);
    (ttl_ms * (900 + random % 201) / 1_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_live_spread_by_a_tenth_either_way() {
        let all: Vec<u64> = (0..201).map(|random| jittered_ms(Duration::from_secs(300), random)).collect();
        assert_eq!((all.iter().min(), all.iter().max()), (Some(&270_000), Some(&330_000)));
    }
}
