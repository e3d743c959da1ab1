//! The open model: requests arrive at a fixed rate, whether or not earlier ones are answered. A latency is counted from
//! the time at which its request was due, so that a server that stalls can't hide it by keeping the load waiting.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::ask::{Asker, Client};
use crate::kind::Kind;
use crate::tally::{Done, Tally};
use crate::wire::Connection;

/// What is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Requests per second.
    pub rate: u32,
    /// For how long requests become due.
    pub lasts: Duration,
    /// Connections, and with that requests under way at once, at most.
    pub connections: usize,
}

/// Where requests come from.
pub trait Source: Send + Sync + 'static {
    /// The next request of a connection's client: its kind and its bytes.
    ///
    /// # Errors
    /// When none can be made.
    fn next(&self, client: &mut Client) -> anyhow::Result<(Kind, Vec<u8>)>;
}

impl Source for Asker {
    fn next(&self, client: &mut Client) -> anyhow::Result<(Kind, Vec<u8>)> {
        let ask = client.next(self)?;
        Ok((ask.kind, self.bytes(&ask)))
    }
}

/// When each request is due.
#[derive(Debug)]
struct Schedule {
    start: Instant,
    rate: u64,
    total: u64,
    next: AtomicU64,
}

impl Schedule {
    fn of(offer: Offer, start: Instant) -> Self {
        let rate = u64::from(offer.rate.max(1));
        Self { start, rate, total: rate * offer.lasts.as_secs(), next: AtomicU64::new(0) }
    }

    /// When the next request is due that nobody has taken; `None` at the end.
    fn take(&self) -> Option<Instant> {
        let place = self.next.fetch_add(1, Relaxed);
        (place < self.total).then(|| self.start + Duration::from_nanos(place * 1_000_000_000 / self.rate))
    }
}

/// Offers the load, and returns when all of it is over: how long that took.
///
/// # Errors
/// When the server can't be reached, or no request can be made.
pub async fn run<S: Source>(
    source: &Arc<S>,
    server: SocketAddr,
    offer: Offer,
    tally: &Arc<Tally>,
) -> anyhow::Result<Duration> {
    let mut connections = Vec::with_capacity(offer.connections);
    for _ in 0..offer.connections {
        let mut connection = Connection::to(server);
        connection.open().await?;
        connections.push(connection);
    }
    let schedule = Arc::new(Schedule::of(offer, Instant::now() + Duration::from_millis(100)));
    let mut clients = JoinSet::new();
    for (number, mut connection) in connections.into_iter().enumerate() {
        let (source, schedule, tally) = (Arc::clone(source), Arc::clone(&schedule), Arc::clone(tally));
        clients.spawn(async move {
            let mut client = Client::new(number as u64);
            let mut free_since = schedule.start;
            while let Some(due) = schedule.take() {
                let (kind, request) = source.next(&mut client)?;
                tokio::time::sleep_until(due).await;
                let sent = Instant::now();
                let outcome = connection.exchange(&request).await;
                let over = Instant::now();
                let lateness = sent.duration_since(due.max(free_since));
                tally.record(number, Done { kind, outcome, latency: over.duration_since(due), lateness });
                free_since = over;
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    Ok(Instant::now().duration_since(schedule.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_due_at_even_steps_and_end() {
        let start = Instant::now();
        let offer = Offer { rate: 4, lasts: Duration::from_secs(2), connections: 1 };
        let schedule = Schedule::of(offer, start);
        let due: Vec<u128> =
            std::iter::from_fn(|| schedule.take()).map(|due| due.duration_since(start).as_millis()).collect();
        assert_eq!(due, [0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
    }
}
