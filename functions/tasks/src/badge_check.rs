//! `badge:check`: badges for whom facts entitle.

use jiff::{SignedDuration, Timestamp};
use neurmatic_db::{Tx, badges};
use neurmatic_tasks::outbox::{self, EdgePace};
use neurmatic_tasks::payloads::{CheckBadges, Invalidate};
use neurmatic_tasks::{Context, Task, TaskError};

/// How far a look goes back behind the one before: what was begun then may have been committed after it. Longer than any
/// request or task takes.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);

/// Gives badges, and has what says how many have them dropped when there are more.
pub(crate) struct BadgeCheck;

impl Task for BadgeCheck {
    type Payload = CheckBadges;

    async fn run(&self, payload: CheckBadges, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let checked_at = badges::lock_check(tx).await?;
        let now = Timestamp::now();
        let is_first = checked_at == Timestamp::UNIX_EPOCH;
        let since = (!payload.everybody && !is_first).then(|| checked_at - OVERLAP);
        let given = badges::award(tx, since, now).await?;
        badges::checked(tx, now).await?;
        if given > 0 {
            let invalidate = Invalidate { tags: vec!["badges".to_owned()], soft: true, logins: Vec::new() };
            outbox::invalidate(tx, &invalidate, EdgePace::AtOnce, None).await?;
        }
        Ok(())
    }
}
