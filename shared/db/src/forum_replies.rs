//! Replies to topics. Who writes one holds its topic's lock.

use jiff::Timestamp;
use neurmatic_core::ids::{ReplyId, TopicId, UserId};
use uuid::Uuid;

use crate::forum_topics::TopicWindow;
use crate::{DbError, Door, Statement, args, queries, rows};

queries! { "forum_replies":
    CARDS = "cards",
    DELETE = "delete",
    INSERT = "insert",
    LIST = "list",
    LOCK = "lock",
    PLACE = "place",
    UPDATE = "update",
}

rows! {
    /// A reply's place in a sorted list.
    pub struct ReplyPlaceRow {
        /// The reply.
        pub id: ReplyId,
        /// Its sort key: microseconds since 1970, or its score.
        pub key: i64,
    }

    /// A reply whole.
    pub struct ReplyRow {
        /// Its id.
        pub id: ReplyId,
        /// Its topic.
        pub topic_id: TopicId,
        /// Its content, as it was sent.
        pub content: String,
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// The author's username.
        pub author_username: Option<String>,
        /// The author's name as shown.
        pub author_name: Option<String>,
        /// The reply that it answers; none when it answers the topic.
        pub parent_id: Option<ReplyId>,
        /// The reply that it quotes.
        pub quoted_id: Option<ReplyId>,
        /// 0 to 2.
        pub depth: i32,
        /// Votes up less votes down.
        pub vote_score: i32,
        /// Votes up.
        pub upvote_count: i32,
        /// Votes down.
        pub downvote_count: i32,
        /// Grows with every edit.
        pub revision: i64,
        /// When it was made.
        pub created_at: Timestamp,
        /// When its words were last changed.
        pub edited_at: Option<Timestamp>,
    }

    /// A reply's state, locked.
    pub struct LockedReplyRow {
        /// Its id.
        pub id: ReplyId,
        /// Its topic.
        pub topic_id: TopicId,
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// Its content.
        pub content: String,
        /// 0 to 2.
        pub depth: i32,
        /// Hidden by reports or a moderator.
        pub is_hidden: bool,
        /// Grows with every edit.
        pub revision: i64,
        /// Made in the last 15 minutes: its author may still edit it.
        pub is_editable: bool,
    }
}

/// How replies are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplySort {
    /// The oldest first.
    Oldest,
    /// The newest first.
    Newest,
    /// The best voted first.
    Votes,
}

/// A new reply.
#[derive(Clone, Debug)]
pub struct NewReply<'a> {
    /// Its id.
    pub id: ReplyId,
    /// Its topic.
    pub topic: TopicId,
    /// Its author.
    pub author: UserId,
    /// Its content.
    pub content: &'a str,
    /// The reply that it answers.
    pub parent: Option<ReplyId>,
    /// The reply that it quotes.
    pub quoted: Option<ReplyId>,
}

/// The statement of a list, for whoever runs, explains or measures it.
#[must_use]
pub fn list_statement(sort: ReplySort, after: bool) -> Statement {
    LIST.when(&[
        ("oldest", sort == ReplySort::Oldest),
        ("newest", sort == ReplySort::Newest),
        ("votes", sort == ReplySort::Votes),
        ("after_oldest", after && sort == ReplySort::Oldest),
        ("after_newest", after && sort == ReplySort::Newest),
        ("after_votes", after && sort == ReplySort::Votes),
    ])
}

/// The ids of a page of a topic's visible replies.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    topic: TopicId,
    sort: ReplySort,
    window: TopicWindow,
) -> Result<Vec<ReplyPlaceRow>, DbError> {
    let (key, id): (i64, Uuid) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(list_statement(sort, window.after.is_some()), args![
        window.limit => INT8, window.offset => INT8, topic => UUID, time => TIMESTAMPTZ, key => INT8, id => UUID,
    ])
    .await
}

/// These replies whole, in this order. Those that don't show any more are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(db: &impl Door, ids: &[ReplyId]) -> Result<Vec<ReplyRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY]).await
}

/// One visible reply.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, id: ReplyId) -> Result<Option<ReplyRow>, DbError> {
    Ok(cards(db, &[id]).await?.into_iter().next())
}

/// The topic of a reply that isn't deleted; it never changes.
///
/// # Errors
/// [`DbError`].
pub async fn topic_of(db: &impl Door, id: ReplyId) -> Result<Option<TopicId>, DbError> {
    let topic: Option<Uuid> = db.maybe(&PLACE, args![id => UUID]).await?;
    Ok(topic.map(TopicId))
}

/// Locks a reply until the transaction ends; its topic is locked before. Deleted ones aren't found.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: ReplyId) -> Result<Option<LockedReplyRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// Replies to a topic, which is locked.
///
/// # Errors
/// [`DbError::Missing`] when parent or quoted reply aren't of this topic, [`DbError::NotAllowed`] with
/// `replies_depth_below_three`.
pub async fn insert(tx: &impl Door, new: &NewReply<'_>) -> Result<(), DbError> {
    tx.run(
        &INSERT,
        args![
            new.id => UUID, new.topic => UUID, new.author => UUID, new.content => TEXT, new.parent => UUID,
            new.quoted => UUID,
        ],
    )
    .await
}

/// Edits a reply.
///
/// # Errors
/// [`DbError`].
pub async fn update(tx: &impl Door, id: ReplyId, content: &str) -> Result<(), DbError> {
    tx.run(&UPDATE, args![id => UUID, content => TEXT]).await
}

/// Marks a reply as deleted.
///
/// # Errors
/// [`DbError`].
pub async fn delete(tx: &impl Door, id: ReplyId) -> Result<(), DbError> {
    tx.run(&DELETE, args![id => UUID]).await
}
