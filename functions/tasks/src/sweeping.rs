//! A chunk of retention: small enough that nobody waits for it.

use jiff::Timestamp;
use neurmatic_db::{DbError, Tx, partitions, retention as rows};
use neurmatic_tasks::payloads::{CheckMedia, DropMedia, Sweep};
use neurmatic_tasks::retention::{How, Rule, rule};
use neurmatic_tasks::{TaskError, outbox};

/// Rows of a chunk: some ten milliseconds.
const CHUNK: i64 = 1_000;

/// Uploads of a chunk: their bytes are the work of four tasks.
const UPLOADS: i64 = 40;

/// Does one chunk, and says whether there may be more.
pub(crate) async fn sweep(tx: &Tx, rules: &[Rule], sweep: &Sweep) -> Result<bool, TaskError> {
    let what = sweep.what.as_str();
    let rule = rule(rules, what)
        .ok_or_else(|| TaskError::retry(format!("this release has no rule of retention for {what}")))?;
    match rule.how {
        How::Batches(of) => {
            let dropped = rows::drop_batch(tx, of, sweep.before, CHUNK).await?;
            tracing::info!(what, dropped, "old rows were dropped");
            Ok(dropped >= CHUNK)
        }
        How::Uploads => {
            let dropped = drop_uploads(tx, sweep.before).await?;
            tracing::info!(what, dropped, "old uploads were dropped");
            Ok(dropped >= UPLOADS)
        }
        How::Months => {
            let dropped = partitions::drop_months(tx, what, rule.keep_days).await?;
            tracing::info!(what, dropped, "old months were dropped");
            Ok(false)
        }
    }
}

/// Drops uploads that no look has settled. The last one may have failed when it had made a public copy, or be just beginning
/// because an operator has it done again.
async fn drop_uploads(tx: &Tx, before: Timestamp) -> Result<i64, DbError> {
    let keys = rows::drop_pending_media(tx, before, UPLOADS).await?;
    let at = Timestamp::now() + CheckMedia::OVER_AFTER;
    for keys in keys.chunks(DropMedia::FILES_MAX) {
        outbox::send_at(tx, &DropMedia::of(keys), at).await?;
    }
    Ok(i64::try_from(keys.len()).unwrap_or(i64::MAX))
}
