//! What requests cost, from what was measured: durations, sizes of answers, bytes of log.
//!
//! Prices are AWS's and Cloudflare's lists for who begins, in dollars: on demand, the first tier, without what is free, in
//! Frankfurt; those that the dashboard shows too are `neurmatic-telemetry`'s. They are to be checked at the addresses beside them
//! before anybody plans with them. Deliberately not in here: what costs the same without any request (database, cache, network),
//! which is a matter of the environment.

use neurmatic_telemetry::{
    GATEWAY_MILLION_DOLLARS, LAMBDA_GIGABYTE_SECOND_DOLLARS, LAMBDA_MILLION_DOLLARS, LOG_GIGABYTE_DOLLARS,
};

use crate::Seen;
use crate::programs::{LISTING, NODE};
use crate::report::ms;

/// A gigabyte that leaves AWS. <https://aws.amazon.com/ec2/pricing/on-demand/>
const OUT_GB: f64 = 0.09;
/// A million requests of a Worker. <https://developers.cloudflare.com/workers/platform/pricing/>
const WORKER_REQUESTS: f64 = 0.30;

/// The memory of an API function, as Terraform sets it.
const MEMORY_MIB: f64 = 512.0;
/// With this much comes one whole processor; with less, a part of one.
const WHOLE_PROCESSOR_MIB: f64 = 1769.0;
/// One request in so many meets a new environment, whose start is paid as well.
const REQUESTS_A_START: f64 = 200.0;
/// What the edge answers by itself, of all requests: what the platform was planned with. What was measured is in
/// docs/measurements.md.
const EDGE_SHARE: f64 = 0.825;

const DAYS_A_MONTH: f64 = 30.0;

/// Dollars for a million requests, by what is paid.
struct Price {
    name: &'static str,
    requests: f64,
    duration: f64,
    starts: f64,
    gateway: f64,
    log: f64,
    out: f64,
}

impl Price {
    /// None for what was only started.
    fn of(seen: &Seen) -> Option<Self> {
        let warm = seen.warm.as_ref()?;
        let starts = &seen.starts.connected;
        // Measured with a whole processor: what a function has makes all of it slower, waiting included, to be on the safe side.
        let slower = WHOLE_PROCESSOR_MIB / MEMORY_MIB;
        // Whole milliseconds are paid, at least one.
        let warm_ms = (ms(warm.mean) * slower).ceil().max(1.0);
        let start_ms = (ms(starts[starts.len() / 2]) * slower).ceil();
        let dollars = |ms: f64| ms / 1e3 * (MEMORY_MIB / 1024.0) * LAMBDA_GIGABYTE_SECOND_DOLLARS * 1e6;
        Some(Self {
            name: seen.program.name,
            requests: LAMBDA_MILLION_DOLLARS,
            duration: dollars(warm_ms),
            starts: dollars(start_ms) / REQUESTS_A_START,
            gateway: GATEWAY_MILLION_DOLLARS,
            log: warm.log_bytes * 1e6 / 1e9 * LOG_GIGABYTE_DOLLARS,
            out: warm.answer_bytes * 1e6 / 1e9 * OUT_GB,
        })
    }

    fn sum(&self) -> f64 {
        self.requests + self.duration + self.starts + self.gateway + self.log + self.out
    }

    /// A month with so many million requests a day, of which the edge answers a share.
    fn month(&self, millions_a_day: f64, edge_share: f64) -> f64 {
        millions_a_day * DAYS_A_MONTH * (WORKER_REQUESTS + (1.0 - edge_share) * self.sum())
    }
}

pub(crate) fn print(seen: &[Seen]) {
    println!(
        "\ndollars for a million requests that reach a function ({MEMORY_MIB} MiB, arm64, a start for each {REQUESTS_A_START} requests; durations of this machine × {:.2})",
        WHOLE_PROCESSOR_MIB / MEMORY_MIB
    );
    println!(
        "{:<18}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "", "requests", "duration", "starts", "gateway", "log", "out", "sum"
    );
    let prices: Vec<Price> = seen.iter().filter_map(Price::of).collect();
    for price in &prices {
        let Price { name, requests, duration, starts, gateway, log, out } = price;
        println!(
            "{name:<18}{requests:>10.3}{duration:>10.3}{starts:>10.3}{gateway:>10.3}{log:>10.3}{out:>10.3}{:>10.3}",
            price.sum()
        );
    }
    println!(
        "\ndollars a month with the Worker before it, for the list; nothing of what costs the same without a request"
    );
    println!("{:<18}{:>16}{:>18}{:>18}", "requests a day", "of them at edge", LISTING, NODE);
    let of = |name: &str| prices.iter().find(|price| price.name == name);
    for millions in [1.0, 10.0, 100.0] {
        for share in [0.0, EDGE_SHARE] {
            let told = |name: &str| {
                of(name)
                    .map_or_else(|| "-".to_owned(), |price| format!("{:.0}", price.month(millions, share)))
            };
            let (ours, node) = (told(LISTING), told(NODE));
            println!("{:<18}{:>14.1} %{ours:>18}{node:>18}", format!("{millions:.0} million"), share * 100.0);
        }
    }
}
