//! The lease of a key: who may load it, of all processes. Asked for by whoever is about to load, together with another
//! look at the entry; not earlier, since a look-up may belong to a request that is refused and never loads.

use std::time::Duration;

use neurmatic_redis::{Answers, Part, Trip, cmd};
use tokio::time::Instant;

use crate::door::{Cache, WRITE_BUDGET};
use crate::fill::{AtHand, Fill, Standing};
use crate::lookup::{BUDGET, Where};
use crate::scripts::{RELEASE, random};
use crate::stats::count;
use crate::stored::Answer;

/// How long a load keeps the other processes from loading: a hundred times what one takes. A holder that dies costs those
/// who have nothing to answer meanwhile this wait, once.
pub(crate) const LEASE: Duration = Duration::from_secs(2);

/// How long nobody tries after a load that failed, where there is something stale to answer.
pub(crate) const PAUSE: Duration = Duration::from_secs(1);

/// The word in a lease's place that says so.
const PAUSED: &str = "pause";

/// Waits between two looks at what another process loads: doubling from the first to the last.
const LOOK_FIRST: Duration = Duration::from_millis(5);
const LOOK_LAST: Duration = Duration::from_millis(80);

/// Longest wait for another process: two leases, the second one for who takes over from a holder that died.
const WAIT_MAX: Duration = Duration::from_secs(4);

/// A lease that was given: its full name in Redis.
#[derive(Debug)]
pub(crate) struct Lease(String);

/// What Redis said of a lease.
#[derive(Debug, PartialEq, Eq)]
enum Given {
    ToUs,
    ToAnother,
    Paused,
    /// Redis is out of memory, or something else lies there: everybody may load.
    ToNobody,
}

/// What a caller is to do who wants to load.
#[derive(Debug)]
pub(crate) enum Turn {
    /// Somebody filled the key meanwhile.
    Found(Answer),
    /// Another process loads, or loads failed a moment ago, and there is something to answer meanwhile.
    AtHand(AtHand),
    /// Loads failed a moment ago.
    Pause,
    /// Load: with the lease, or without because Redis doesn't give any, or the wait was long enough.
    Load(Option<Lease>),
}

impl Cache {
    /// Waits for this caller's turn to load, or for what makes a load unnecessary.
    pub(crate) async fn turn(&self, mut fill: Fill) -> (Turn, Fill) {
        let now = Instant::now();
        let give_up = now + (fill.deadline.saturating_duration_since(now) / 2).min(WAIT_MAX);
        let mut pause = LOOK_FIRST;
        loop {
            match fill.standing {
                Standing::Away => return (Turn::Load(None), fill),
                Standing::WentBack => self.mend().await,
                Standing::Answers => {}
            }
            let (turn, newer) = self.ask_for_turn(fill).await;
            fill = newer;
            match turn {
                Some(turn) => return (turn, fill),
                None if Instant::now() >= give_up => return (Turn::Load(None), fill),
                None => {}
            }
            if pause == LOOK_FIRST {
                count(&fill.counters.lease_waits);
            }
            tokio::time::sleep(between_half_and_whole(pause)).await;
            pause = (pause * 2).min(LOOK_LAST);
        }
    }

    /// Asks for the lease, and looks at the entry once more. No turn: to be asked again.
    async fn ask_for_turn(&self, before: Fill) -> (Option<Turn>, Fill) {
        let lease = Lease(self.redis.key(&before.key.lease_name()));
        let mut trip = self.redis.trip();
        // First the lease, then the entry: whoever fills does so before giving the lease back.
        let asked = self.ask(&mut trip, &lease);
        let looking = self.look_up_in(Where::RedisOnly, &mut trip, before.key.clone(), before.wanted.clone());
        let mut answers = trip.send(BUDGET).await;
        let given = answers.as_mut().map_or(Given::ToNobody, |answers| self.given(asked, answers));
        let seen = self.see(looking, answers.as_mut());
        let found = seen.found.map(AtHand::of);

        let to_be_replaced = before.at_hand.as_ref().map(|at_hand| at_hand.start_us);
        let mut fill = before.again(seen.fill);
        match found {
            Some(found) if found.is_fresh && to_be_replaced != Some(found.start_us) => {
                if given == Given::ToUs {
                    self.release(&lease, Duration::ZERO).await;
                }
                return (Some(Turn::Found(found.answer)), fill);
            }
            found => fill.at_hand = found,
        }
        if fill.standing == Standing::WentBack {
            return (None, fill);
        }
        let turn = match given {
            Given::ToUs => Some(Turn::Load(Some(lease))),
            Given::ToNobody => Some(Turn::Load(None)),
            Given::ToAnother | Given::Paused => match (fill.at_hand.take(), given) {
                (Some(at_hand), _) => Some(Turn::AtHand(at_hand)),
                (None, Given::Paused) => Some(Turn::Pause),
                (None, _) => None,
            },
        };
        (turn, fill)
    }

    fn ask(&self, trip: &mut Trip, lease: &Lease) -> Part {
        let mut take = cmd("SET");
        take.arg(&lease.0).arg(&self.holder).arg("NX").arg("GET").arg("PX").arg(millis(LEASE));
        trip.command(take)
    }

    /// A lease of this very process is that of a load that was given up: within it one caller loads at a time.
    fn given(&self, asked: Part, answers: &mut Answers) -> Given {
        match answers.take::<Option<String>>(asked) {
            Ok(None) => Given::ToUs,
            Ok(Some(holder)) if holder == self.holder => Given::ToUs,
            Ok(Some(holder)) if holder == PAUSED => Given::Paused,
            Ok(Some(_)) => Given::ToAnother,
            Err(_) => Given::ToNobody,
        }
    }

    /// Gives a lease back, or leaves word in its place that nobody shall load for a while. One that isn't given back runs
    /// out.
    pub(crate) async fn release(&self, lease: &Lease, pause: Duration) {
        let mut trip = self.redis.trip();
        self.add_release(&mut trip, lease, pause);
        if let Err(error) = trip.send(WRITE_BUDGET).await {
            tracing::debug!(%error, "a lease was not given back");
        }
    }

    /// The same as a part of a trip.
    pub(crate) fn add_release(&self, trip: &mut Trip, lease: &Lease, pause: Duration) {
        trip.script(&RELEASE, &[&lease.0], (&self.holder, millis(pause)));
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// So that those who wait don't all look at once.
fn between_half_and_whole(pause: Duration) -> Duration {
    pause.mul_f64(0.5 + (random() % 1_024) as f64 / 2_048.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_at_anothers_load_are_spread() {
        let pauses: Vec<_> = (0..50).map(|_| between_half_and_whole(LOOK_LAST)).collect();
        assert!(pauses.iter().all(|pause| (LOOK_LAST / 2..LOOK_LAST).contains(pause)), "{pauses:?}");
        assert_ne!(pauses.iter().min(), pauses.iter().max());
    }
}
