//! A chunk of retention: small enough that nobody waits for it.

use neurmatic_db::{Tx, partitions, retention as rows};
use neurmatic_tasks::TaskError;
use neurmatic_tasks::payloads::Sweep;
use neurmatic_tasks::retention::{How, Rule, rule};

/// Rows of a chunk: some ten milliseconds.
const CHUNK: i64 = 1_000;

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
        How::Months => {
            let dropped = partitions::drop_months(tx, what, rule.keep_days).await?;
            tracing::info!(what, dropped, "old months were dropped");
            Ok(false)
        }
    }
}
