//! The Worker against one that takes the same decisions in JavaScript, on the same workerd, before the same origin and
//! with the same cache: requests a second, and what each request costs workerd in processor time.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking, and prints its table"
)]

mod load;
mod origin;
#[path = "../../tests/suite/workerd.rs"]
mod workerd;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Child;
use std::time::Duration;

use neurmatic_platform::edge_cache::{self, EdgeCache};
use tokio::net::TcpListener;

use load::{Figures, SCENARIOS, Scenario};

/// Rounds of each Worker and scenario; they take turns, so that what disturbs the machine disturbs both.
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_secs(2);

/// Ours, and the other one.
const WORKERS: [(&str, &str); 2] = [("rust", "workerd.capnp"), ("javascript", workerd::BASELINE)];

struct Bench {
    workerd: Child,
    edge: SocketAddr,
}

impl Drop for Bench {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.workerd.kill();
        let _ended = self.workerd.wait();
    }
}

#[tokio::main]
async fn main() {
    let Some(program) = workerd::program() else { return };
    let origin = origin::start().await;
    let mut workers = Vec::new();
    for (_, configuration) in WORKERS {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let cache_at = listener.local_addr().unwrap();
        let service = axum::serve(listener, edge_cache::router(EdgeCache::new(256 << 20)));
        tokio::spawn(async move { service.await.unwrap() });
        let (workerd, edge) = workerd::start(&program, configuration, origin, cache_at).await;
        workers.push(Bench { workerd, edge });
    }
    println!("{ROUNDS} rounds of {} s, medians", ROUND.as_secs());
    println!(
        "scenario   requests/s rust, javascript   ratio   µs of workerd a request rust, javascript   ratio"
    );
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted =
        |scenario: &Scenario| wanted.is_empty() || wanted.iter().any(|name| name == scenario.name);
    for scenario in SCENARIOS.into_iter().filter(is_wanted) {
        report(&workers, scenario).await;
    }
}

async fn report(workers: &[Bench], scenario: Scenario) {
    let mut rounds: [Vec<Figures>; 2] = Default::default();
    for bench in workers {
        load::run(bench.edge, bench.workerd.id(), scenario, ROUND).await;
    }
    for _ in 0..ROUNDS {
        for (bench, figures) in workers.iter().zip(&mut rounds) {
            figures.push(load::run(bench.edge, bench.workerd.id(), scenario, ROUND).await);
        }
    }
    let median = |figures: &[Figures], of: fn(&Figures) -> f64| {
        let mut all: Vec<f64> = figures.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let [ours, other] =
        rounds.map(|figures| (median(&figures, |f| f.per_sec), median(&figures, |f| f.cpu_us)));
    println!(
        "{:<10} {:>10.0}, {:>10.0} {:>13.2} {:>20.1}, {:>10.1} {:>21.2}",
        scenario.name,
        ours.0,
        other.0,
        ours.0 / other.0,
        ours.1,
        other.1,
        ours.1 / other.1
    );
}
