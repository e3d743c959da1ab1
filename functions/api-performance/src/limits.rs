//! Which limits refused somebody lately. Whom is nobody's to see here: limits know no more than a hash.

use std::collections::BTreeMap;

use jiff::Timestamp;
use neurmatic_http::Services;
use neurmatic_rate_limit::policies::ALL;
use neurmatic_telemetry::{Figures, KEPT_MINUTES, Kind, minute_of, read};
use schemars::JsonSchema;
use serde::Serialize;

use crate::metrics::start_of;
use crate::unavailable::UnavailableOut;

/// The refusals of the last quarter of an hour.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RateLimitsOut {
    /// Since when.
    from: Timestamp,
    /// The limits that refused something, the most refusals first.
    limits: Vec<RateLimitOut>,
    /// What can't be had now.
    unavailable: Vec<UnavailableOut>,
}

/// A limit that refused something.
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RateLimitOut {
    /// Its name, as in `RateLimit-Policy`.
    limit: String,
    /// What it allows in a window; null of another release's limit.
    quota: Option<u32>,
    /// The window, in seconds.
    window_secs: Option<u32>,
    /// Requests that were too many (429).
    denied: u64,
    /// Requests that it could not count, and so did not let in (503): Redis was away.
    closed: u64,
}

/// The refusals of the last quarter of an hour.
pub(crate) async fn refusals(app: &Services) -> RateLimitsOut {
    let last = minute_of(Timestamp::now());
    let first = last - KEPT_MINUTES + 1;
    let mut out = RateLimitsOut { from: start_of(first), limits: Vec::new(), unavailable: Vec::new() };
    match read(&app.redis, Kind::Limit, first..=last).await {
        Err(error) => out.unavailable.push(UnavailableOut::because("live", &error)),
        Ok(found) => {
            let mut limits = BTreeMap::<String, Figures>::new();
            for of_minute in found {
                limits.entry(of_minute.name).or_default().merge(&of_minute.figures);
            }
            out.limits = most_first(limits);
        }
    }
    out
}

fn most_first(limits: BTreeMap<String, Figures>) -> Vec<RateLimitOut> {
    let each = limits.into_iter().map(|(limit, figures)| {
        let policy = ALL.into_iter().find(|policy| policy.name == limit);
        RateLimitOut {
            quota: policy.as_ref().map(|policy| policy.quota),
            window_secs: policy.as_ref().map(|policy| policy.window_secs),
            denied: figures.count("denied"),
            closed: figures.count("closed"),
            limit,
        }
    });
    let mut limits: Vec<RateLimitOut> = each.collect();
    limits.sort_by_key(|of| std::cmp::Reverse(of.denied + of.closed));
    limits
}
