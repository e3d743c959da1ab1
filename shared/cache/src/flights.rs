//! One load per key and process: who comes while it runs waits for it.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use tokio::sync::{Mutex, MutexGuard};

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

/// A finished load.
#[derive(Debug, Clone)]
pub(crate) struct Landed {
    pub(crate) entry: Entry,
    pub(crate) kept: Kept,
}

impl Landed {
    /// Whether someone whose look-up missed at `start_us` may be served from this load, though it began before:
    /// only if it was still valid at that moment. Without Redis nobody can tell, and the load's own length
    /// bounds the age.
    pub(crate) fn serves(&self, start_us: Option<u64>) -> bool {
        match (self.kept, start_us) {
            (Kept::Before(next_us), Some(start_us)) => start_us <= next_us,
            (Kept::Before(_), None) | (Kept::Unknown, _) => true,
            (Kept::Refused, _) => false,
        }
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
    use super::*;

    fn landed(kept: Kept) -> Landed {
        Landed { entry: Entry::absent(Vec::new()), kept }
    }

    #[test]
    fn a_load_serves_only_those_who_missed_before_it_was_stored() {
        let stored = landed(Kept::Before(5));
        assert!(stored.serves(Some(5)));
        assert!(!stored.serves(Some(6)));
        assert!(!landed(Kept::Refused).serves(Some(1)));
        assert!(landed(Kept::Unknown).serves(None));
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
