//! Checks of what the server keeps of tables: room, statistics, transaction ids, numbers.

use crate::insight::finding::{Asked, Check, Severity, Sources};
use crate::insight::{
    AUTOVACUUM_OFF, HIT_RATIO, SEQUENCES, STALE_STATISTICS, TABLE_BLOAT, TRANSACTION_ID_AGE,
};
use crate::{Door as _, args, samples};

/// The checks.
pub(super) static CHECKS: [Check; 7] = [
    Check {
        name: "table_bloat",
        severity: Severity::Notice,
        explanation: "Most of this table is room of rows that are gone, by an estimate from the widths of its columns: whoever reads it \
                      reads more pages.",
        no_fix: "VACUUM leaves the room to later rows; giving it back means writing the table anew, which locks it: VACUUM (FULL, ANALYZE) \
                 in a quiet hour, or pg_repack without the lock.",
        ask: |from| Box::pin(table_bloat(from)),
    },
    Check {
        name: "transaction_id_age",
        severity: Severity::Warning,
        explanation: "Rows of this table have old transaction ids, and vacuuming hasn't caught up. Before they are 2,147 million old the server \
                      stops taking writes. When many transactions are held back, end the one that holds them first.",
        no_fix: "Vacuum the table with FREEZE.",
        ask: |from| Box::pin(transaction_id_age(from)),
    },
    Check {
        name: "sequence_exhaustion",
        severity: Severity::Warning,
        explanation: "The sequence, or the column that it numbers, is near its end: then every insert fails.",
        no_fix: "The column has to become a bigint in steps: a new column beside it, filled by a trigger and in batches, then swapped.",
        ask: |from| Box::pin(sequence_exhaustion(from)),
    },
    Check {
        name: "low_hit_ratio",
        severity: Severity::Warning,
        explanation: "Much of what statements read wasn't in the server's memory.",
        no_fix: "Find what reads so much (slow queries, sequential scans, bloat), or give the server more memory.",
        ask: |from| Box::pin(low_hit_ratio(from)),
    },
    Check {
        name: "stale_statistics",
        severity: Severity::Warning,
        explanation: "Much of the table has changed since it was analyzed: plans are made for what it was.",
        no_fix: "Analyze it.",
        ask: |from| Box::pin(stale_statistics(from)),
    },
    Check {
        name: "autovacuum_off",
        severity: Severity::Warning,
        explanation: "Nobody cleans up after updates and deletes here: the table grows, its statistics age, and its transaction ids too.",
        no_fix: "Set autovacuum to on in the server's settings, or in its parameter group.",
        ask: |from| Box::pin(autovacuum_off(from)),
    },
    Check {
        name: "scan_growth",
        severity: Severity::Warning,
        explanation: "Statements read far more of this table from end to end than they used to.",
        no_fix: "Something new reads it, or has lost its index: see missing_index and the slow queries, and what was deployed.",
        ask: |from| Box::pin(scan_growth(from)),
    },
];

async fn table_bloat(from: &Sources) -> Asked {
    let (bytes, share) = (from.limits.bloat_bytes, from.limits.table_bloat_share);
    from.monitor()?.rows(&TABLE_BLOAT, args![bytes => INT8, share => FLOAT8]).await
}

async fn transaction_id_age(from: &Sources) -> Asked {
    from.monitor()?.rows(&TRANSACTION_ID_AGE, args![from.limits.transaction_ids => INT8]).await
}

async fn sequence_exhaustion(from: &Sources) -> Asked {
    from.monitor()?.rows(&SEQUENCES, args![from.limits.sequence_share => FLOAT8]).await
}

async fn low_hit_ratio(from: &Sources) -> Asked {
    let (share, blocks) = (from.limits.hit_share, from.limits.hit_blocks);
    from.monitor()?.rows(&HIT_RATIO, args![share => FLOAT8, blocks => INT8]).await
}

async fn stale_statistics(from: &Sources) -> Asked {
    let (rows, share) = (from.limits.table_rows, from.limits.stale_share);
    let (secs, since) = (from.limits.stale_for.as_secs_f64(), from.since);
    let args = args![rows => INT8, share => FLOAT8, secs => FLOAT8, since => TIMESTAMPTZ];
    from.monitor()?.rows(&STALE_STATISTICS, args).await
}

async fn autovacuum_off(from: &Sources) -> Asked {
    from.monitor()?.rows(&AUTOVACUUM_OFF, args![]).await
}

async fn scan_growth(from: &Sources) -> Asked {
    samples::grown(&from.app, &from.limits.growth).await
}
