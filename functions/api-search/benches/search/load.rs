//! Searches that arrive at a fixed rate, whether or not earlier ones are answered. A time is counted from when its search was
//! due, so that a server that stalls can't hide it by keeping the clients waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use neurmatic_testing::Client;
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::asks::{Answer, Ask, Kind, tell, tell_head};
use crate::{Bench, statements};

/// Clients, and with that searches under way at once, at most.
const CLIENTS: usize = 32;

/// Searches and suggestions a second.
const RATES: [u32; 3] = [10, 20, 40];

/// How long each rate is offered, in seconds.
const LASTS_SECS: u32 = 20;

/// What is asked before, so that every connection has its statements prepared; at the first rate.
const WARM_UP: usize = 60;

/// What is asked in turns: half of the searches come after a suggestion was taken, as in the load tests.
const MIX: [Kind; 6] =
    [Kind::OneWord, Kind::TwoWords, Kind::ThreeWords, Kind::Beginning, Kind::OneWord, Kind::Beginning];

/// What is asked, and when each is due.
struct Schedule {
    asks: Vec<Ask>,
    rate: u32,
    start: Instant,
    next: AtomicUsize,
}

impl Schedule {
    fn of(bench: &Bench, count: usize, rate: u32, rng: &mut SmallRng) -> Self {
        let asks = MIX.into_iter().cycle().take(count).map(|kind| Ask::new(bench, kind, rng)).collect();
        let start = Instant::now() + Duration::from_millis(100);
        Self { asks, rate, start, next: AtomicUsize::new(0) }
    }

    /// The next one that nobody has taken, and when it is due.
    fn take(&self) -> Option<(&Ask, Instant)> {
        let place = self.next.fetch_add(1, Relaxed);
        let after = Duration::from_secs_f64(place as f64 / f64::from(self.rate));
        self.asks.get(place).map(|ask| (ask, self.start + after))
    }
}

pub(crate) async fn run(bench: &Bench) {
    let mut rng = SmallRng::seed_from_u64(2);
    offered(&bench.client, Schedule::of(bench, WARM_UP, RATES[0], &mut rng)).await;
    statements::begin(bench).await;
    for rate in RATES {
        let count = (rate * LASTS_SECS) as usize;
        let (answers, took) = offered(&bench.client, Schedule::of(bench, count, rate, &mut rng)).await;
        let refused = answers.iter().filter(|answer| !answer.is_good).count();
        tell_head(&format!(
            "{rate} a second for {LASTS_SECS} s by at most {CLIENTS} clients; {:.1} a second were reached, {refused} refused",
            count as f64 / took.as_secs_f64()
        ));
        tell(&answers);
        println!();
    }
    statements::tell(bench, "Postgres' time under all of that load").await;
}

/// Asks what is scheduled, and says how long all of it took.
async fn offered(client: &Client, schedule: Schedule) -> (Vec<Answer>, Duration) {
    let schedule = Arc::new(schedule);
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (client, schedule) = (client.clone(), Arc::clone(&schedule));
        clients.spawn(async move {
            let mut answers = Vec::new();
            while let Some((ask, due)) = schedule.take() {
                sleep_until(due).await;
                answers.push(ask.answered(&client, due).await);
            }
            answers
        });
    }
    let answers = clients.join_all().await.into_iter().flatten().collect();
    (answers, schedule.start.elapsed())
}
