//! What AWS asks for a request on its way through the functions: list prices of Frankfurt, in dollars, without a free tier. What
//! metrics cost is beside their definitions.

use std::time::Duration;

use jiff::Timestamp;

use crate::data::of_request;
use crate::emf::Line;
use crate::record::{CacheOutcome, RequestRecord};

/// A million requests of API Gateway's HTTP interfaces. <https://aws.amazon.com/api-gateway/pricing/>
pub const GATEWAY_MILLION_DOLLARS: f64 = 1.20;

/// A million requests of Lambda. <https://aws.amazon.com/lambda/pricing/>
pub const LAMBDA_MILLION_DOLLARS: f64 = 0.20;

/// A gigabyte of Lambda's memory for a second, on arm64. The same page.
pub const LAMBDA_GIGABYTE_SECOND_DOLLARS: f64 = 0.000_013_333_4;

/// A gigabyte of log that CloudWatch takes in. <https://aws.amazon.com/cloudwatch/pricing/>
pub const LOG_GIGABYTE_DOLLARS: f64 = 0.63;

/// What CloudWatch counts for each line beside its bytes.
pub const LOG_LINE_BYTES: u64 = 26;

/// Bytes of log that a request's record is paid for, as it is written on Lambda: of a typical request, with its details or, as most
/// quick hits, without.
#[must_use]
pub fn record_bytes(has_details: bool) -> u64 {
    let (cache, queries) = if has_details { (CacheOutcome::Miss, 2) } else { (CacheOutcome::Hit, 0) };
    let record = RequestRecord {
        operation: "articles.list",
        status: 200,
        took: Duration::from_micros(12_345),
        database: Duration::from_micros(4_321),
        redis: Duration::from_micros(987),
        queries,
        n_plus_one: false,
        cache,
        request_id: "019a0c1e-7b1e-7c44-9f0a-3f5b6d7e8f90",
        trace_id: Some("1-5759e988-bd862e3fe1be46a994272793"),
        edge_ray: Some("8f1c2d3e4f5a6b7c-FRA"),
    };
    // The memory goes with the details.
    let resident = has_details.then_some(30 << 20);
    let data = of_request(&record, Some("api-articles"), false, resident);
    let mut line = Line::of(&data, "Neurmatic", Timestamp::now());
    if has_details {
        line.request(&record, 1);
    }
    line.ended().len() as u64 + LOG_LINE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_some_hundred_bytes_and_less_without_details() {
        let (with, without) = (record_bytes(true), record_bytes(false));
        assert!((400..2_000).contains(&with) && (300..with).contains(&without), "{with}, {without}");
    }
}
