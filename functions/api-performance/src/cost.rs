//! What requests cost on AWS, as far as it follows from what is counted: the prices are `neurmatic-telemetry`'s. It is a sum for
//! who watches a trend, and no bill: whatever has a price of its own by the hour is left out, and said so.

use jiff::Timestamp;
use neurmatic_http::Services;
use neurmatic_telemetry::{
    ALL, Figures, GATEWAY_MILLION_DOLLARS, KEPT_MINUTES, Kind, LAMBDA_GIGABYTE_SECOND_DOLLARS,
    LAMBDA_MILLION_DOLLARS, LOG_GIGABYTE_DOLLARS, METRIC_MONTHLY_DOLLARS, STATUS_CLASSES, distinct,
    minute_of, read_counts, record_bytes,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::metrics::start_of;
use crate::unavailable::UnavailableOut;

/// Memory of a function, in MiB: what most of ours are given.
const FUNCTION_MIB: f64 = 512.0;

/// A month, in seconds: of 30 days.
const MONTH_SECS: f64 = 30.0 * 24.0 * 60.0 * 60.0;

/// What has a price of its own, by the hour or by the gigabyte.
const WITHOUT: [&str; 5] = ["the database", "Redis", "the CDN", "background tasks", "traffic and storage"];

/// What requests cost.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CostOut {
    /// Since when requests were counted: the last quarter of an hour.
    from: Timestamp,
    /// Requests that it is computed of.
    requests: u64,
    /// A million of them, in dollars: the sum of the parts; null without any.
    per_million_dollars: Option<f64>,
    /// A month of them at this rate, with what the metrics cost, in dollars; null without any.
    per_month_dollars: Option<f64>,
    /// What the metrics cost a month, in dollars, however many requests there are.
    metrics_month_dollars: f64,
    /// What a million requests cost by part.
    parts: Vec<CostPartOut>,
    /// What is not in it.
    without: [&'static str; 5],
    /// What can't be had now.
    unavailable: Vec<UnavailableOut>,
}

/// A part of the cost.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CostPartOut {
    /// What is paid for.
    part: &'static str,
    /// For a million requests.
    dollars: f64,
    /// How it comes about.
    basis: String,
}

/// What the requests of the last quarter of an hour cost.
pub(crate) async fn cost(app: &Services) -> CostOut {
    let now = Timestamp::now();
    let last = minute_of(now);
    let from = start_of(last - KEPT_MINUTES + 1);
    let counts: Vec<&'static str> = STATUS_CLASSES.into_iter().chain(["us", "hit"]).collect();
    let found = read_counts(&app.redis, Kind::Operation, last - KEPT_MINUTES + 1..=last, &counts).await;
    let mut all = Figures::default();
    let mut unavailable = Vec::new();
    match found {
        Ok(found) => found.iter().for_each(|of| all.merge(&of.figures)),
        Err(error) => unavailable.push(UnavailableOut::because("live", &error)),
    }
    let out = of(&all, now.duration_since(from).as_secs_f64());
    CostOut { from, unavailable, ..out }
}

/// What requests cost that came in so many seconds.
fn of(all: &Figures, secs: f64) -> CostOut {
    let requests = all.answered();
    let per_request = |name: &str| all.count(name) as f64 / requests as f64;
    let parts = if requests > 0 { parts(per_request("us") / 1e3, per_request("hit")) } else { Vec::new() };
    let per_million = (requests > 0).then(|| parts.iter().map(|part| part.dollars).sum::<f64>());
    let metrics = distinct(&ALL) as f64 * METRIC_MONTHLY_DOLLARS;
    let a_month = requests as f64 / secs.max(1.0) * MONTH_SECS;
    CostOut {
        from: Timestamp::UNIX_EPOCH,
        requests,
        per_million_dollars: per_million,
        per_month_dollars: per_million.map(|dollars| dollars * a_month / 1e6 + metrics),
        metrics_month_dollars: metrics,
        parts,
        without: WITHOUT,
        unavailable: Vec::new(),
    }
}

/// What a million requests cost that take so long on the average, and of which such a share are hits.
fn parts(mean_ms: f64, hit_share: f64) -> Vec<CostPartOut> {
    let gigabyte_secs = mean_ms / 1e3 * FUNCTION_MIB / 1_024.0;
    let bytes = hit_share * record_bytes(false) as f64 + (1.0 - hit_share) * record_bytes(true) as f64;
    let part = |part, dollars, basis: String| CostPartOut { part, dollars, basis };
    vec![
        part("gateway", GATEWAY_MILLION_DOLLARS, "a price for each request".to_owned()),
        part("function calls", LAMBDA_MILLION_DOLLARS, "a price for each request".to_owned()),
        part(
            "function time",
            gigabyte_secs * LAMBDA_GIGABYTE_SECOND_DOLLARS * 1e6,
            format!("{mean_ms:.2} ms on average, in {FUNCTION_MIB} MiB"),
        ),
        part(
            "log",
            bytes * LOG_GIGABYTE_DOLLARS / 1e3,
            format!("{bytes:.0} bytes a request, the records alone"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_costs_what_its_metrics_cost() {
        let out = of(&Figures::default(), 900.0);
        assert_eq!((out.requests, out.per_million_dollars, out.per_month_dollars), (0, None, None));
        assert!(out.parts.is_empty() && out.metrics_month_dollars > 0.0);
    }

    #[test]
    fn a_part_costs_its_price_times_what_is_used() {
        let dollars = |mean_ms: f64, hit_share: f64, part: &str| {
            parts(mean_ms, hit_share).iter().find(|of| of.part == part).unwrap().dollars
        };
        // A million times 10 ms, in half a gigabyte.
        let of_time = 5_000.0 * LAMBDA_GIGABYTE_SECOND_DOLLARS;
        assert!((dollars(10.0, 0.5, "function time") - of_time).abs() < 1e-9);
        let of_log = record_bytes(false) as f64 / 1e3 * LOG_GIGABYTE_DOLLARS;
        assert!((dollars(10.0, 1.0, "log") - of_log).abs() < 1e-9);
        assert!(dollars(10.0, 0.0, "log") > of_log, "details are written, too");
    }
}
