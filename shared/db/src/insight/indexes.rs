//! Checks of indexes: one too many, one too few, one too large.

use jiff::Timestamp;

use crate::insight::finding::{Asked, Check, Severity, Sources};
use crate::insight::{
    DUPLICATE_INDEXES, INDEX_BLOAT, INVALID_INDEXES, UNINDEXED_FOREIGN_KEYS, UNUSED_INDEXES, missing,
};
use crate::{Door as _, args, samples};

/// The checks.
pub(super) static CHECKS: [Check; 6] = [
    Check {
        name: "missing_index",
        severity: Severity::Warning,
        explanation: "The table is often read from end to end, and a statement that takes long looks for rows by columns \
                      that no index begins with.",
        no_fix: "On a partitioned table an index isn't built concurrently: build it on each partition, then attach it to one of the parent.",
        ask: |from| Box::pin(missing_index(from)),
    },
    Check {
        name: "duplicate_index",
        severity: Severity::Notice,
        explanation: "Whatever this index finds, the other one finds too: it only costs writes and room.",
        no_fix: "Drop it by a migration.",
        ask: |from| Box::pin(duplicate_index(from)),
    },
    Check {
        name: "unused_index",
        severity: Severity::Notice,
        explanation: "No statement has used this index for a long time: it only costs writes and room. Replicas count for \
                      themselves: look there too.",
        no_fix: "Drop it by a migration.",
        ask: |from| Box::pin(unused_index(from)),
    },
    Check {
        name: "invalid_index",
        severity: Severity::Warning,
        explanation: "Building this index was cut off: no statement uses it, and every write pays for it.",
        no_fix: "Drop it and build it again.",
        ask: |from| Box::pin(invalid_index(from)),
    },
    Check {
        name: "unindexed_foreign_key",
        severity: Severity::Warning,
        explanation: "Deleting a row that this key refers to reads the whole referring table.",
        no_fix: "On a partitioned table an index isn't built concurrently: build it on each partition, then attach it to one of the parent.",
        ask: |from| Box::pin(unindexed_foreign_key(from)),
    },
    Check {
        name: "index_bloat",
        severity: Severity::Notice,
        explanation: "Most of this index is empty room, by an estimate from its rows: it takes memory from others, and each look into it \
                      reads more.",
        no_fix: "Rebuild it.",
        ask: |from| Box::pin(index_bloat(from)),
    },
];

async fn missing_index(from: &Sources) -> Asked {
    let advice = missing::advice(from.monitor()?, &from.limits).await?;
    Ok(advice.into_iter().map(missing::Advice::into_fault).collect())
}

async fn duplicate_index(from: &Sources) -> Asked {
    from.monitor()?.rows(&DUPLICATE_INDEXES, args![]).await
}

async fn unused_index(from: &Sources) -> Asked {
    let monitor = from.monitor()?;
    let (bytes, secs) = (from.limits.unused_index_bytes, from.limits.unused_for.as_secs_f64());
    let seen = samples::seen_indexes(&from.app).await?;
    let ids: Vec<i64> = seen.iter().map(|index| index.index_id).collect();
    let since: Vec<Timestamp> = seen.iter().map(|index| index.seen_at).collect();
    let args = args![bytes => INT8, secs => FLOAT8, ids => INT8_ARRAY, since => TIMESTAMPTZ_ARRAY];
    monitor.rows(&UNUSED_INDEXES, args).await
}

async fn invalid_index(from: &Sources) -> Asked {
    from.monitor()?.rows(&INVALID_INDEXES, args![]).await
}

async fn unindexed_foreign_key(from: &Sources) -> Asked {
    from.monitor()?.rows(&UNINDEXED_FOREIGN_KEYS, args![from.limits.table_rows => INT8]).await
}

async fn index_bloat(from: &Sources) -> Asked {
    let (bytes, share) = (from.limits.bloat_bytes, from.limits.index_bloat_share);
    from.monitor()?.rows(&INDEX_BLOAT, args![bytes => INT8, share => FLOAT8]).await
}
