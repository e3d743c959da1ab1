//! From which figures on something is a fault. Each limit says why it is what it is: below it, mending costs more than the fault.

use std::time::Duration;

use crate::samples::{Growth, Regression};

const MIB: i64 = 1_024 * 1_024;
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const WEEK: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The limits of every check; `Default` is what holds in production, tests change what they can't wait for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Rows from which on a table takes more than a moment to read whole: 10,000, some hundred pages. A smaller one is scanned by
    /// right, and its statistics matter little.
    pub table_rows: i64,
    /// Scans of such a table since the statistics began that are more than reports and upkeep: 100.
    pub scans: i64,
    /// Calls from which on a statement is worth an index: 100. Once a day isn't.
    pub scanning_calls: i64,
    /// Mean time from which on a statement is worth an index: 5 ms, the mean that the platform is to keep.
    pub scanning_mean_ms: f64,
    /// Size from which on an unused index is worth a line: 1 MiB. A smaller one is written in memory, at no cost to speak of.
    pub unused_index_bytes: i64,
    /// How long an index has to be unused: a week, since some work is weekly.
    pub unused_for: Duration,
    /// Bytes of waste that are worth a rebuild: 32 MiB. Less is back soon.
    pub bloat_bytes: i64,
    /// The share of a table that is waste: a half. The estimate is off by a sixth, and a table in use holds some room for updates.
    pub table_bloat_share: f64,
    /// The share of an index that is waste: six tenths. Random inserts leave a third empty, descending ones a half.
    pub index_bloat_share: f64,
    /// How long somebody waits for a lock: 5 s, half of a request's time.
    pub lock_wait: Duration,
    /// How long a transaction is open with nothing to do: a minute. No request and no task lasts as long.
    pub idle_in_transaction: Duration,
    /// How long a statement runs: a minute. The application's end after 15 s.
    pub long_query: Duration,
    /// Age of a table's oldest transaction id: 500 million, when autovacuum should have come at 200 million. The end is at 2,147
    /// million.
    pub transaction_ids: i64,
    /// The share of a sequence that is used: nine tenths, which leaves time for a wider column.
    pub sequence_share: f64,
    /// A statement's regression: a mean three times as long as before, from 5 ms and 100 calls on, since few calls or short ones differ
    /// by chance. Three earlier periods make a median.
    pub regression: Regression,
    /// The share of blocks that were found in the server's memory: 95 %. What is read often fits into it.
    pub hit_share: f64,
    /// Blocks from which on that share says something: a million. A server that has just started reads everything once.
    pub hit_blocks: i64,
    /// The share of a table's rows that changed since it was analyzed: three tenths; autovacuum comes at one.
    pub stale_share: f64,
    /// How long ago that was: an hour. Autovacuum looks each minute, so it doesn't get there.
    pub stale_for: Duration,
    /// Scans that grow: three times the rows of before, from a million an hour on, which is some seconds of work.
    pub growth: Growth,
    /// The share of possible connections that are taken: eight tenths. A deployment doubles those of a function for a while.
    pub connections_share: f64,
    /// How long a connection is idle that may be ended: ten minutes, more than an environment waits between two busy times.
    pub idle_connection: Duration,
    /// Calls from which on a spilling statement is worth a line: 10. Building an index spills once, and by right.
    pub spill_calls: i64,
    /// Bytes that it spills a call: 1 MiB, what a sort just above its memory doesn't reach.
    pub spill_bytes: i64,
    /// Requests of an operation that repeated a statement: 5 within the time below. One may be an odd page.
    pub repeating_requests: i64,
    /// How far back they are looked for: an hour, so that what was mended is gone soon.
    pub repeating_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            table_rows: 10_000,
            scans: 100,
            scanning_calls: 100,
            scanning_mean_ms: 5.0,
            unused_index_bytes: MIB,
            unused_for: WEEK,
            bloat_bytes: 32 * MIB,
            table_bloat_share: 0.5,
            index_bloat_share: 0.6,
            lock_wait: Duration::from_secs(5),
            idle_in_transaction: MINUTE,
            long_query: MINUTE,
            transaction_ids: 500_000_000,
            sequence_share: 0.9,
            regression: Regression { calls: 100, mean_ms: 5.0, factor: 3.0, periods: 3 },
            hit_share: 0.95,
            hit_blocks: 1_000_000,
            stale_share: 0.3,
            stale_for: HOUR,
            growth: Growth { rows: 10_000, read_rows: 1_000_000, factor: 3.0, periods: 3 },
            connections_share: 0.8,
            idle_connection: Duration::from_secs(600),
            spill_calls: 10,
            spill_bytes: MIB,
            repeating_requests: 5,
            repeating_within: HOUR,
        }
    }
}
