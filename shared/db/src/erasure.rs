//! Erasing accounts: what a user wrote stays without the user, everything else goes.
//!
//! Each foreign key on `users` says which of the two it is, and the last statement has them do it. What there may be much of
//! is taken apart before, some rows at a time. Deliberately not in here: which accounts are due (`tasks.due_erasures`).

use neurmatic_core::ids::UserId;

use crate::query::Query;
use crate::{DbError, Door, args, queries};

queries! { "erasure":
    ANALYTICS_EVENTS = "analytics_events",
    ARTICLES = "articles",
    ARTICLE_VIEWS = "article_views",
    LOCK = "lock",
    REPLIES = "replies",
    REPLY_VOTES = "reply_votes",
    TOPICS = "topics",
    TOPIC_VOTES = "topic_votes",
    USER = "user",
}

/// What there may be much of, in the order in which it is taken apart.
static STEPS: [&Query; 6] =
    [&TOPIC_VOTES, &REPLY_VOTES, &TOPICS, &REPLIES, &ARTICLE_VIEWS, &ANALYTICS_EVENTS];

/// Rows of one kind that are taken apart at once.
const BATCH: i64 = 500;

/// Columns that hold a user's id without a foreign key, and why an erasure leaves them. A test of `functions/tasks` fails on
/// one that isn't here.
pub static LEFT: &[(&str, &str, &str)] = &[
    (
        "audit_log",
        "actor_id",
        "the trail of what was done outlives who did it; nothing else tells who that was",
    ),
    (
        "reputation_events",
        "actor_id",
        "goes with the vote or the user; of accepted replies it is overwritten",
    ),
];

/// Locks an account whose time to be restored is over. False when it isn't, or the account is gone.
///
/// # Errors
/// [`DbError`].
pub async fn lock_due(tx: &impl Door, user: UserId) -> Result<bool, DbError> {
    let due: Option<bool> = tx.maybe(&LOCK, args![user => UUID]).await?;
    Ok(due.is_some())
}

/// Erases an account that is locked, or a part of what it has; true when nothing is left of it.
///
/// # Errors
/// [`DbError`].
pub async fn erase_some(tx: &impl Door, user: UserId) -> Result<bool, DbError> {
    for step in STEPS {
        let taken: i64 = tx.one(step, args![user => UUID, BATCH => INT8]).await?;
        if taken == BATCH {
            return Ok(false);
        }
    }
    let _locked: i64 = tx.one(&ARTICLES, args![user => UUID]).await?;
    tx.run(&USER, args![user => UUID]).await?;
    Ok(true)
}
