//! Loading what a look-up missed: one load at a time of all processes, never filled stale, capped while Redis is away. Where
//! something stale may be answered, nobody waits long for a load, and none that fails is seen.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::door::Cache;
use crate::entry::Entry;
use crate::error::LoadError;
use crate::fill::{AtHand, Fill, Standing};
use crate::flights::{Kept, Landed};
use crate::key::Key;
use crate::lease::{Lease, PAUSE, Turn};
use crate::lookup::{BUDGET, Lookup, scripted};
use crate::stats::count;
use crate::stored::Answer;
use crate::wanted::Wanted;

/// How long a load may take while there is an expired answer to give: that goes out then.
const SOFT_TIMEOUT: Duration = Duration::from_millis(500);

/// How long a load may take before an answer is looked for that was softly invalidated; less where the caller has less time.
const HARD_TIMEOUT: Duration = Duration::from_secs(5);

/// What remains of the caller's time for that answer.
const LAST_WORD: Duration = Duration::from_millis(500);

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
    /// The cache, though it has expired; or, where the load failed, though it was softly invalidated.
    Stale,
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
    pub async fn get_or_load<E: LoadError, F: Future<Output = Result<Entry, E>>>(
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

    /// Goes on after a miss: loads and fills, or answers what another caller loads, or what is stale.
    pub async fn load<E: LoadError, F: Future<Output = Result<Entry, E>>>(
        &self,
        mut fill: Fill,
        load: impl FnOnce() -> F,
    ) -> Result<Served, E> {
        loop {
            let name = fill.key.name().to_owned();
            let seat = self.flights.board(&name);
            let mut flight = match fill.at_hand.take() {
                None => seat.landed().await,
                Some(at_hand) => match seat.try_landed() {
                    Some(flight) => {
                        fill.at_hand = Some(at_hand);
                        flight
                    }
                    // Another caller of this process sees to it.
                    None => return Ok(served_at_hand(&fill, at_hand)),
                },
            };
            if let Some(landed) = &*flight {
                if let Some(entry) = landed.entry_for(fill.asked, fill.start_us) {
                    return Ok(Served { answer: entry.answer(&fill.wanted), source: Source::SharedLoad });
                }
                // Another process has loaded it, or what was loaded may be older than this caller's question.
                seat.close();
                drop(flight);
                match self.look_again(fill).await {
                    Ok(answer) => return Ok(Served { answer, source: Source::Cache }),
                    Err(again) => fill = again,
                }
                continue;
            }
            let only_copy = fill.only_copy;
            let (turn, fill) = self.turn(fill).await;
            if only_copy {
                let is_hit = matches!(turn, Turn::Found(_));
                count(if is_hit { &fill.counters.hits } else { &fill.counters.misses });
            }
            let lease = match turn {
                Turn::Found(answer) => {
                    *flight = Some(Landed::Elsewhere);
                    return Ok(Served { answer, source: Source::Cache });
                }
                Turn::AtHand(at_hand) => return Ok(served_at_hand(&fill, at_hand)),
                Turn::Pause => match self.failsafe(&fill).await {
                    Some(answer) => return Ok(Served { answer, source: Source::Stale }),
                    None => None,
                },
                Turn::Load(lease) => lease,
            };
            let (served, landed) = self.load_in_turn(fill, lease, load).await?;
            *flight = landed;
            return Ok(served);
        }
    }

    /// Stores what was loaded, unless something it depends on was invalidated since the look-up. Tells whether
    /// it was stored. [`Cache::load`] does this by itself.
    pub async fn fill(&self, fill: &Fill, entry: &Entry) -> bool {
        matches!(self.store(fill, entry, fill.asked.elapsed(), None).await, Kept::Before(_))
    }

    pub(crate) async fn look_up_alone(&self, key: Key, wanted: Wanted) -> Lookup {
        let mut trip = self.redis.trip();
        let looking = self.look_up(&mut trip, key, wanted);
        let mut answers = trip.send(BUDGET).await;
        self.found(looking, answers.as_mut())
    }

    /// Looks once more for a caller who has waited. Without Redis there is nothing to look at.
    async fn look_again(&self, fill: Fill) -> Result<Answer, Fill> {
        if fill.standing == Standing::Away {
            return Err(fill);
        }
        match self.look_up_alone(fill.key.clone(), fill.wanted.clone()).await {
            Lookup::Hit(answer) => Ok(answer),
            Lookup::Miss(again) => Err(fill.again(again)),
        }
    }

    async fn load_in_turn<E: LoadError, F: Future<Output = Result<Entry, E>>>(
        &self,
        fill: Fill,
        lease: Option<Lease>,
        load: impl FnOnce() -> F,
    ) -> Result<(Served, Option<Landed>), E> {
        let began = Instant::now();
        let patience = match fill.at_hand {
            Some(_) => SOFT_TIMEOUT,
            None => HARD_TIMEOUT.min((fill.deadline - LAST_WORD).saturating_duration_since(began)),
        };
        let mut loading = pin!(self.load_within_cap(&fill, load));
        let entry = match timeout(patience, loading.as_mut()).await.ok() {
            Some(Ok(entry)) => entry,
            Some(Err(error)) if !error.is_outage() => {
                self.give_back(lease.as_ref(), Duration::ZERO).await;
                return Err(error);
            }
            failed_or_late => match (self.failsafe(&fill).await, failed_or_late) {
                (Some(answer), _) => {
                    self.give_back(lease.as_ref(), PAUSE).await;
                    return Ok((Served { answer, source: Source::Stale }, None));
                }
                (None, Some(failed)) => {
                    self.give_back(lease.as_ref(), Duration::ZERO).await;
                    failed?
                }
                (None, None) => loading.await?,
            },
        };
        let kept = self.store(&fill, &entry, began.elapsed(), lease.as_ref()).await;
        let answer = entry.answer(&fill.wanted);
        let source = Source::Load { stored: matches!(kept, Kept::Before(_)) };
        Ok((Served { answer, source }, Some(Landed::Load { entry, kept, began })))
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
        if fill.at_hand.as_ref().is_some_and(|at_hand| at_hand.is_fresh) {
            count(&fill.counters.early_refreshes);
        }
        load().await
    }

    /// What may be answered though a load failed: expired, or softly invalidated; never what was invalidated hard, and
    /// nothing when Redis can't say.
    async fn failsafe(&self, fill: &Fill) -> Option<Answer> {
        if fill.standing == Standing::Away {
            return None;
        }
        let mut trip = self.redis.trip();
        let may = scripted::May::BeInvalidatedSoftly;
        let asked = scripted::ask(&mut trip, &fill.key, &fill.wanted, may);
        let mut answers = trip.send(BUDGET).await.ok()?;
        let answer = scripted::answer(asked, &mut answers).ok().flatten()?;
        let is_expired = fill.at_hand.is_some();
        count(if is_expired { &fill.counters.stale_served } else { &fill.counters.failsafe_served });
        Some(answer)
    }

    async fn give_back(&self, lease: Option<&Lease>, pause: Duration) {
        if let Some(lease) = lease {
            self.release(lease, pause).await;
        }
    }
}

fn served_at_hand(fill: &Fill, at_hand: AtHand) -> Served {
    if at_hand.is_fresh {
        return Served { answer: at_hand.answer, source: Source::Cache };
    }
    count(&fill.counters.stale_served);
    Served { answer: at_hand.answer, source: Source::Stale }
}
