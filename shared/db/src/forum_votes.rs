//! Votes on topics and replies. Scores and reputation follow by triggers, under the lock of what is voted on.

use neurmatic_core::ids::{ReplyId, TopicId, UserId};
use neurmatic_core::words::CategoryVisibility;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "forum_votes":
    CLEAR = "clear",
    GIVEN = "given",
    LOCK_REPLY = "lock_reply",
    LOCK_TOPIC = "lock_topic",
    PUT = "put",
    REPUTATION = "reputation",
    SCORE = "score",
    SHARE_TOPIC = "share_topic",
    SPEND = "spend",
}

rows! {
    /// A topic that is voted on.
    pub struct VotedTopicRow {
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// Who sees it.
        pub visibility: CategoryVisibility,
        /// Neither hidden nor archived.
        pub is_shown: bool,
        /// Takes no votes.
        pub is_locked: bool,
    }

    /// The topic of a reply that is voted on.
    pub struct SharedTopicRow {
        /// Who sees it.
        pub visibility: CategoryVisibility,
        /// Neither hidden nor archived.
        pub is_shown: bool,
        /// Takes no votes.
        pub is_locked: bool,
    }

    /// A reply that is voted on.
    pub struct VotedReplyRow {
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// Neither hidden nor deleted.
        pub is_visible: bool,
    }

    /// The votes on something.
    pub struct ScoreRow {
        /// Votes up less votes down.
        pub vote_score: i32,
        /// Votes up.
        pub upvote_count: i32,
        /// Votes down.
        pub downvote_count: i32,
    }
}

/// What is voted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Votable {
    /// A topic.
    Topic(TopicId),
    /// A reply.
    Reply(ReplyId),
}

impl Votable {
    fn flags(self) -> [(&'static str, bool); 2] {
        let topic = matches!(self, Self::Topic(_));
        [("topic", topic), ("reply", !topic)]
    }

    fn id(self) -> Uuid {
        match self {
            Self::Topic(id) => id.0,
            Self::Reply(id) => id.0,
        }
    }
}

/// Locks a topic against other voters.
///
/// # Errors
/// [`DbError`].
pub async fn lock_topic(tx: &impl Door, id: TopicId) -> Result<Option<VotedTopicRow>, DbError> {
    tx.maybe(&LOCK_TOPIC, args![id => UUID]).await
}

/// Holds the topic of a reply as it is; others may do the same.
///
/// # Errors
/// [`DbError`].
pub async fn share_topic(tx: &impl Door, reply: ReplyId) -> Result<Option<SharedTopicRow>, DbError> {
    tx.maybe(&SHARE_TOPIC, args![reply => UUID]).await
}

/// Locks a reply against other voters.
///
/// # Errors
/// [`DbError`].
pub async fn lock_reply(tx: &impl Door, id: ReplyId) -> Result<Option<VotedReplyRow>, DbError> {
    tx.maybe(&LOCK_REPLY, args![id => UUID]).await
}

/// A user's vote so far: 1, -1, or 0 for none.
///
/// # Errors
/// [`DbError`].
pub async fn given(db: &impl Door, user: UserId, on: Votable) -> Result<i32, DbError> {
    let value: Option<i32> = db.maybe(GIVEN.when(&on.flags()), args![user => UUID, on.id() => UUID]).await?;
    Ok(value.unwrap_or_default())
}

/// Casts a vote (1 or -1), turns it round, or takes it back (0). What is voted on is locked.
///
/// # Errors
/// [`DbError`].
pub async fn cast(tx: &impl Door, user: UserId, on: Votable, value: i32) -> Result<(), DbError> {
    match value {
        0 => tx.run(CLEAR.when(&on.flags()), args![user => UUID, on.id() => UUID]).await,
        _ => tx.run(PUT.when(&on.flags()), args![user => UUID, on.id() => UUID, value => INT4]).await,
    }
}

/// The votes on something.
///
/// # Errors
/// [`DbError`].
pub async fn score(db: &impl Door, on: Votable) -> Result<ScoreRow, DbError> {
    db.one(SCORE.when(&on.flags()), args![on.id() => UUID]).await
}

/// Counts one vote of the user's day (UTC). False when `most` were cast already.
///
/// # Errors
/// [`DbError`].
pub async fn spend(tx: &impl Door, user: UserId, most: i32) -> Result<bool, DbError> {
    let used: Option<i32> = tx.maybe(&SPEND, args![user => UUID, most => INT4]).await?;
    Ok(used.is_some())
}

/// A user's reputation, never below zero.
///
/// # Errors
/// [`DbError`].
pub async fn reputation(db: &impl Door, user: UserId) -> Result<i64, DbError> {
    let total: Option<i64> = db.maybe(&REPUTATION, args![user => UUID]).await?;
    Ok(total.unwrap_or_default())
}
