//! A record as a line of the log, where CloudWatch isn't what reads it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::data::micros;
use crate::record::{CacheOutcome, RequestRecord};

/// Quick hits per line of the log: a line costs a hit a fifth of its processor time, and more than that where logs are
/// paid for by the byte.
const HITS_PER_LINE: u64 = 64;

/// A hit that takes longer is worth its line; 200 ms is what alerts call slow.
const PLAIN_UNDER: Duration = Duration::from_millis(100);

/// Counts what is so plain that one line stands for many.
#[derive(Debug, Default)]
pub(crate) struct Sampling(AtomicU64);

impl Sampling {
    /// For how many requests the line of this one stands; none: it is one of those that another stands for.
    pub(crate) fn stands_for(&self, record: &RequestRecord<'_>) -> Option<u64> {
        let is_plain = record.cache == CacheOutcome::Hit && record.took < PLAIN_UNDER && record.status < 500;
        if !is_plain {
            return Some(1);
        }
        self.0.fetch_add(1, Relaxed).is_multiple_of(HITS_PER_LINE).then_some(HITS_PER_LINE)
    }
}

/// Writes a request's line. Of quick hits, which are most of the traffic and all alike, one in 64 is written at `info` and
/// says for how many it stands; at `debug` all are.
pub(crate) fn request(record: &RequestRecord<'_>, stands_for: Option<u64>) {
    macro_rules! line {
        ($level:ident, $stands_for:expr) => {
            tracing::$level!(
                operation = record.operation,
                status = record.status,
                took_us = micros(record.took),
                db_us = micros(record.database),
                redis_us = micros(record.redis),
                queries = record.queries,
                cache = record.cache.as_str(),
                request_id = record.request_id,
                trace_id = record.trace_id,
                edge_ray = record.edge_ray,
                stands_for = $stands_for,
                "request"
            )
        };
    }
    match stands_for {
        Some(requests) => line!(info, requests),
        None => line!(debug, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::tests::request;

    #[test]
    fn of_quick_hits_one_line_stands_for_many_and_others_have_their_own() {
        let sampling = Sampling::default();
        let hit = RequestRecord { cache: CacheOutcome::Hit, ..request("articles.list", 200) };
        let told: Vec<_> = (0..130).filter_map(|_| sampling.stands_for(&hit)).collect();
        assert_eq!(told, [64, 64, 64]);
        assert_eq!(sampling.stands_for(&request("articles.list", 200)), Some(1));
        assert_eq!(sampling.stands_for(&RequestRecord { status: 500, ..hit }), Some(1));
    }
}
