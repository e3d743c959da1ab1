//! What the open model counts, and when it says that it counts itself.

use std::sync::Arc;
use std::time::Duration;

use neurmatic_loadtests::ask::Client;
use neurmatic_loadtests::kind::Kind;
use neurmatic_loadtests::open::{Offer, Source, run};
use neurmatic_loadtests::tally::{Latency, Tally};
use neurmatic_loadtests::verdict::invalid;

use crate::stub;

/// Requests that each take the generator so long to make.
struct Requests {
    takes: Duration,
}

impl Source for Requests {
    fn next(&self, _client: &mut Client) -> anyhow::Result<(Kind, Vec<u8>)> {
        std::thread::sleep(self.takes);
        Ok((Kind::ArticleList, b"GET / HTTP/1.1\r\nhost: stub\r\n\r\n".to_vec()))
    }
}

const AT_ONCE: Requests = Requests { takes: Duration::ZERO };

#[tokio::test]
async fn a_server_that_stalls_cannot_hide_it() {
    let server = stub::start(|n| {
        if n == 50 {
            std::thread::sleep(Duration::from_secs(1));
        }
        200
    });
    let tally = Arc::new(Tally::new().unwrap());
    // One connection: a closed model would send nothing while it waits, and count one slow answer of three hundred.
    let offer = Offer { rate: 150, lasts: Duration::from_secs(2), connections: 1 };
    run(&Arc::new(AT_ONCE), server, offer, &tally).await.unwrap();
    let counts = tally.counts().unwrap();
    assert_eq!(counts.requests(), 300);
    let waited = counts.all.count_between(100_000, 120_000_000);
    assert!(waited >= 100, "what was due during the stall waited for it: {waited} of 300");
    assert!(Latency::of(&counts.all).p99_ms >= 900.0);
}

#[tokio::test]
async fn a_generator_that_is_too_slow_says_so() {
    let server = stub::start(|_| 200);
    let tally = Arc::new(Tally::new().unwrap());
    let offer = Offer { rate: 500, lasts: Duration::from_secs(1), connections: 50 };
    let slow = Arc::new(Requests { takes: Duration::from_millis(4) });
    let took = run(&slow, server, offer, &tally).await.unwrap();
    let why =
        invalid(&tally.counts().unwrap(), offer.rate, offer.lasts, took).expect("half of what is needed");
    assert!(why.contains("the generator was the bottleneck"), "{why}");
}

#[tokio::test]
async fn refusals_and_faults_are_counted_by_their_status() {
    let server = stub::start(|n| [200, 429, 503, 200][n % 4]);
    let tally = Arc::new(Tally::new().unwrap());
    let offer = Offer { rate: 100, lasts: Duration::from_secs(1), connections: 4 };
    run(&Arc::new(AT_ONCE), server, offer, &tally).await.unwrap();
    let counts = tally.counts().unwrap();
    let errors: Vec<_> = counts.errors.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(errors, [("articles.list 429", 25), ("articles.list 503", 25)]);
}
