//! One load per key and process: who comes while it runs waits for it.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use crate::entry::Entry;

/// What became of a load's fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Stored, and a load that started with it would start at this time: what was invalidated before doesn't
    /// concern it.
    Before(u64),
    /// Refused: something was invalidated while it loaded.
    Refused,
    /// Redis did not say.
    Unknown,
}

/// How a flight ended.
#[derive(Debug, Clone)]
pub(crate) enum Landed {
    /// With a load of this process.
    Load {
        entry: Entry,
        kept: Kept,
        /// When the load began.
        began: Instant,
    },
    /// Another process loaded: Redis has it.
    Elsewhere,
}

impl Landed {
    /// The entry, if it may be served to someone who asked at `asked`, and whose look-up missed at `start_us`: of a load
    /// that began later, or was still valid at that moment.
    pub(crate) fn entry_for(&self, asked: Instant, start_us: Option<u64>) -> Option<&Entry> {
        let Self::Load { entry, kept, began } = self else { return None };
        let was_valid = match (kept, start_us) {
            (Kept::Before(next_us), Some(start_us)) => start_us <= *next_us,
            _ => false,
        };
        (*began > asked || was_valid).then_some(entry)
    }
}

type Flight = Mutex<Option<Landed>>;

/// The loads under way.
#[derive(Debug, Default)]
pub(crate) struct Flights {
    by_key: StdMutex<HashMap<String, Arc<Flight>>>,
}

/// A place on a flight. The last to leave takes the flight off the list.
#[derive(Debug)]
pub(crate) struct Seat<'a> {
    flights: &'a Flights,
    key: &'a str,
    flight: Arc<Flight>,
}

impl Flights {
    /// Takes a seat on the key's flight.
    pub(crate) fn board<'a>(&'a self, key: &'a str) -> Seat<'a> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let flight = match by_key.get(key) {
            Some(flight) => flight.clone(),
            None => by_key.entry(key.to_owned()).or_default().clone(),
        };
        Seat { flights: self, key, flight }
    }
}

impl Seat<'_> {
    /// Waits for the load. Empty for whoever has to load: the first, or the next after one that failed or
    /// was given up.
    pub(crate) async fn landed(&self) -> MutexGuard<'_, Option<Landed>> {
        self.flight.lock().await
    }

    /// The flight, if nobody is loading.
    pub(crate) fn try_landed(&self) -> Option<MutexGuard<'_, Option<Landed>>> {
        self.flight.try_lock().ok()
    }

    /// Nobody shall board this flight any more.
    pub(crate) fn close(&self) {
        self.leave(|_| true);
    }

    fn leave(&self, may_close: impl Fn(&Arc<Flight>) -> bool) {
        let mut by_key = self.flights.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Slot::Occupied(slot) = by_key.entry(self.key.to_owned())
            && Arc::ptr_eq(slot.get(), &self.flight)
            && may_close(slot.get())
        {
            slot.remove();
        }
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        // One count is the list's, one is ours.
        self.leave(|flight| Arc::strong_count(flight) <= 2);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn landed(kept: Kept) -> Landed {
        Landed::Load { entry: Entry::absent(Vec::new()), kept, began: Instant::now() }
    }

    #[test]
    fn a_load_serves_those_who_missed_before_it_was_stored_and_those_who_asked_before_it_began() {
        let serves = |kept, asked: Instant, start_us| landed(kept).entry_for(asked, start_us).is_some();
        let minute = Duration::from_secs(60);
        let (earlier, later) = (Instant::now() - minute, Instant::now() + minute);
        for kept in [Kept::Before(5), Kept::Refused, Kept::Unknown] {
            assert!(serves(kept, earlier, None) && serves(kept, earlier, Some(9)), "{kept:?}");
        }
        assert!(serves(Kept::Before(5), later, Some(5)));
        assert!(!serves(Kept::Before(5), later, Some(6)));
        assert!(!serves(Kept::Before(5), later, None));
        assert!(!serves(Kept::Refused, later, Some(1)));
        assert!(!serves(Kept::Unknown, later, None));
        assert!(Landed::Elsewhere.entry_for(earlier, Some(1)).is_none());
    }

    #[tokio::test]
    async fn who_boards_later_gets_what_landed_and_the_last_one_clears_the_list() {
        let flights = Flights::default();
        let (first, second) = (flights.board("k"), flights.board("k"));
        *first.landed().await = Some(landed(Kept::Unknown));
        drop(first);
        assert!(second.landed().await.is_some());
        assert_eq!(flights.by_key.lock().unwrap().len(), 1);
        drop(second);
        assert!(flights.by_key.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_closed_flight_takes_nobody_on() {
        let flights = Flights::default();
        let first = flights.board("k");
        *first.landed().await = Some(landed(Kept::Refused));
        first.close();
        assert!(flights.board("k").landed().await.is_none());
    }
}
