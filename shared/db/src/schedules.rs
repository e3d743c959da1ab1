//! Which due times of schedules were taken, so that each is fired once.

use jiff::Timestamp;

use crate::{DbError, Door, args, queries};

queries! { "schedules":
    FIRE = "fire",
}

/// Takes a due time of a schedule in the transaction that sends its task. `false`: it, or a later one, was taken before.
///
/// # Errors
/// [`DbError`].
pub async fn fire(tx: &impl Door, task: &str, due: Timestamp) -> Result<bool, DbError> {
    let first: Option<bool> = tx.maybe(&FIRE, args![task => TEXT, due => TIMESTAMPTZ]).await?;
    Ok(first.is_some())
}
