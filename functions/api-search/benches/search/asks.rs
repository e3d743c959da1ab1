//! What is asked, how long it took, and the tables of that.

use std::time::Duration;

use neurmatic_testing::Client;
use rand::rngs::SmallRng;
use tokio::time::Instant;

use crate::{Bench, known};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    OneWord,
    TwoWords,
    ThreeWords,
    CommonWord,
    RareWord,
    Beginning,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] =
        [Self::OneWord, Self::TwoWords, Self::ThreeWords, Self::CommonWord, Self::RareWord, Self::Beginning];

    fn name(self) -> &'static str {
        match self {
            Self::OneWord => "a word",
            Self::TwoWords => "two words",
            Self::ThreeWords => "three words",
            Self::CommonWord => "one of the twenty commonest words",
            Self::RareWord => "a word that hardly any text holds",
            Self::Beginning => "a suggestion, 2 to 6 letters",
        }
    }
}

/// A request that is to be made, from an address of its own: no limit counts a second one.
pub(crate) struct Ask {
    kind: Kind,
    target: String,
    address: String,
}

/// A request that was answered.
pub(crate) struct Answer {
    kind: Kind,
    took: Duration,
    /// Whether it was what was asked for.
    pub(crate) is_good: bool,
}

impl Ask {
    pub(crate) fn new(bench: &Bench, kind: Kind, rng: &mut SmallRng) -> Self {
        let words = &bench.words;
        let target = match kind {
            Kind::OneWord => known::target("/search", &words.of_a_text(1, rng)),
            Kind::TwoWords => known::target("/search", &words.of_a_text(2, rng)),
            Kind::ThreeWords => known::target("/search", &words.of_a_text(3, rng)),
            Kind::CommonWord => known::target("/search", &words.common(rng)),
            Kind::RareWord => known::target("/search", &words.rare(rng)),
            Kind::Beginning => known::target("/search/suggest", &words.beginning(rng)),
        };
        Self { kind, target, address: bench.world.address() }
    }

    /// Asks; the time is counted from when it was due.
    pub(crate) async fn answered(&self, client: &Client, due: Instant) -> Answer {
        let reply = client.from_address(&self.address).get(&self.target).await;
        Answer { kind: self.kind, took: due.elapsed(), is_good: reply.status.as_u16() == 200 }
    }
}

/// The head of a table of times.
pub(crate) fn tell_head(title: &str) {
    println!("{title}\n{:<36}{:>8}{:>10}{:>10}{:>10}", "", "times", "p50 ms", "p95 ms", "longest");
}

/// A row for each kind of which there is an answer; only good ones count.
pub(crate) fn tell(answers: &[Answer]) {
    for kind in Kind::ALL {
        let good = answers.iter().filter(|answer| answer.kind == kind && answer.is_good);
        tell_row(kind.name(), good.map(|answer| answer.took).collect());
    }
}

/// A row; none when there is no time.
pub(crate) fn tell_row(name: &str, mut times: Vec<Duration>) {
    if times.is_empty() {
        return;
    }
    times.sort_unstable();
    let last = times.len() - 1;
    let ms = |place: usize| times[place.min(last)].as_secs_f64() * 1e3;
    println!(
        "{name:<36}{:>8}{:>10.1}{:>10.1}{:>10.1}",
        times.len(),
        ms(times.len() / 2),
        ms(times.len() * 95 / 100),
        ms(last)
    );
}
