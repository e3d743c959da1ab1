//! `badge:check`: badges for whom facts entitle.

use jiff::{SignedDuration, Timestamp};
use neurmatic_core::ids::UserId;
use neurmatic_core::words::NotificationType;
use neurmatic_db::badges::{self, GivenRow};
use neurmatic_db::{DbError, Tx};
use neurmatic_tasks::payloads::{BadgeLook, CheckBadges, Invalidate, Notice, SendNotification};
use neurmatic_tasks::{Context, Task, TaskError, outbox};
use uuid::Uuid;

/// How far a look goes back behind the one before: what was begun then may have been committed after it. Longer than any
/// request or task takes.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);

/// Users of a chunk, and so the receivers of a notice at most: under a second.
const CHUNK: i64 = 1_000;

/// Gives badges to a chunk of users, tells them, and goes on as another task while there are more.
pub(crate) struct BadgeCheck;

impl Task for BadgeCheck {
    type Payload = CheckBadges;

    async fn run(&self, payload: CheckBadges, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let checked_at = badges::lock_check(tx).await?;
        let look = payload.look.unwrap_or_else(|| begin(payload.everybody, checked_at));
        let people = badges::people(tx, look.since, look.after, CHUNK).await?;
        let given = badges::award(tx, &people, look.begun_at).await?;
        if !given.is_empty() {
            let invalidate =
                Invalidate { tags: vec!["badges".to_owned()], soft: true, ..Invalidate::default() };
            outbox::send(tx, &invalidate).await?;
        }
        for badge in given {
            outbox::send(tx, &earned(badge)).await?;
        }
        match people.last() {
            Some(last) if i64::try_from(people.len()).is_ok_and(|n| n >= CHUNK) => {
                go_on(tx, CheckBadges { look: Some(BadgeLook { after: *last, ..look }), ..payload }).await?;
            }
            _ => badges::checked(tx, look.begun_at).await?,
        }
        Ok(())
    }
}

/// A look at everybody, or at those whose facts have changed since the last one that came to its end.
fn begin(everybody: bool, checked_at: Timestamp) -> BadgeLook {
    let is_first = checked_at == Timestamp::UNIX_EPOCH;
    BadgeLook {
        since: (!everybody && !is_first).then(|| checked_at - OVERLAP),
        begun_at: Timestamp::now(),
        after: UserId(Uuid::nil()),
    }
}

async fn go_on(tx: &Tx, next: CheckBadges) -> Result<(), DbError> {
    outbox::send_once(tx, &next, next.unique_key()).await.map(drop)
}

/// What those who have got a badge are told.
fn earned(badge: GivenRow) -> SendNotification {
    SendNotification::Notice(Notice {
        receivers: badge.users,
        kind: NotificationType::BadgeEarned,
        title: format!("You earned the badge “{}”", badge.name),
        message: badge.description,
        action_path: Some(format!("/badges#{}", badge.slug)),
        reference: Some(badge.id.0),
        actor: None,
    })
}
