//! Writing topics. The callers hold the topic's lock within a transaction.

use neurmatic_core::ids::{ForumCategoryId, ForumTagId, ReplyId, TopicId, UserId};
use neurmatic_core::words::{CategoryVisibility, TopicStatus, TopicType};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "forum_editing":
    ACCEPT = "accept",
    ADD_TAGS = "add_tags",
    ARCHIVE = "archive",
    AUDIT = "audit",
    CLEAR_TAGS = "clear_tags",
    INSERT = "insert",
    LOCK = "lock",
    MAKE_TAGS = "make_tags",
    MOVE = "move",
    SET_LOCKED = "set_locked",
    SET_PINNED = "set_pinned",
    SPAM_SCORE = "spam_score",
    UPDATE = "update",
}

rows! {
    /// A topic's state, locked.
    pub struct LockedTopicRow {
        /// Its id.
        pub id: TopicId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// Its content.
        pub content: String,
        /// What it is about.
        pub kind: TopicType,
        /// Whether it goes on.
        pub status: TopicStatus,
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// Its category.
        pub category_id: ForumCategoryId,
        /// Who sees it.
        pub visibility: CategoryVisibility,
        /// Shown first.
        pub is_pinned: bool,
        /// Takes neither replies nor votes.
        pub is_locked: bool,
        /// Hidden by reports or a moderator.
        pub is_hidden: bool,
        /// The reply that answers it.
        pub accepted_reply_id: Option<ReplyId>,
        /// Grows with every edit.
        pub revision: i64,
    }
}

/// A new topic.
#[derive(Clone, Debug)]
pub struct NewTopic<'a> {
    /// Its id.
    pub id: TopicId,
    /// Its title.
    pub title: &'a str,
    /// Its slug.
    pub slug: &'a str,
    /// Its content.
    pub content: &'a str,
    /// Its author.
    pub author: UserId,
    /// Its category, which exists.
    pub category: ForumCategoryId,
    /// What it is about.
    pub kind: TopicType,
    /// Looks like spam.
    pub is_flagged: bool,
}

/// What an edit changes: `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct TopicChange<'a> {
    /// Its title.
    pub title: Option<&'a str>,
    /// Its content.
    pub content: Option<&'a str>,
    /// What it is about.
    pub kind: Option<TopicType>,
    /// Whether it goes on.
    pub status: Option<TopicStatus>,
    /// Looks like spam now; one that did before stays flagged.
    pub is_flagged: bool,
}

/// A tag that a topic gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagName {
    /// Its name, for when it is new.
    pub name: String,
    /// Its slug.
    pub slug: String,
}

/// Locks a topic until the transaction ends. Archived ones aren't found.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, id: TopicId) -> Result<Option<LockedTopicRow>, DbError> {
    tx.maybe(&LOCK, args![id => UUID]).await
}

/// Begins a topic.
///
/// # Errors
/// [`DbError::Missing`] when its category was just changed.
pub async fn insert(tx: &impl Door, new: &NewTopic<'_>) -> Result<(), DbError> {
    tx.run(
        &INSERT,
        args![
            new.id => UUID, new.title => TEXT, new.slug => TEXT, new.content => TEXT, new.author => UUID,
            new.category => UUID, new.kind => TEXT, new.is_flagged => BOOL,
        ],
    )
    .await
}

/// Edits a topic.
///
/// # Errors
/// [`DbError`].
pub async fn update(tx: &impl Door, id: TopicId, change: &TopicChange<'_>) -> Result<(), DbError> {
    tx.run(&UPDATE, args![
        id => UUID, change.title => TEXT, change.content => TEXT, change.kind => TEXT, change.status => TEXT,
        change.is_flagged => BOOL,
    ])
    .await
}

/// Takes a topic away.
///
/// # Errors
/// [`DbError`].
pub async fn archive(tx: &impl Door, id: TopicId) -> Result<(), DbError> {
    tx.run(&ARCHIVE, args![id => UUID]).await
}

/// Pins a topic, or no longer.
///
/// # Errors
/// [`DbError`].
pub async fn set_pinned(tx: &impl Door, id: TopicId, pinned: bool) -> Result<(), DbError> {
    tx.run(&SET_PINNED, args![id => UUID, pinned => BOOL]).await
}

/// Locks a topic against replies and votes, or no longer.
///
/// # Errors
/// [`DbError`].
pub async fn set_locked(tx: &impl Door, id: TopicId, locked: bool) -> Result<(), DbError> {
    tx.run(&SET_LOCKED, args![id => UUID, locked => BOOL]).await
}

/// Puts a topic into another category, which exists.
///
/// # Errors
/// [`DbError::Missing`] when that category was just changed.
pub async fn move_to(tx: &impl Door, id: TopicId, category: ForumCategoryId) -> Result<(), DbError> {
    tx.run(&MOVE, args![id => UUID, category => UUID]).await
}

/// Says which reply answers a question, or that none does.
///
/// # Errors
/// [`DbError::Missing`] when it isn't a reply of this topic.
pub async fn accept(tx: &impl Door, id: TopicId, reply: Option<ReplyId>) -> Result<(), DbError> {
    tx.run(&ACCEPT, args![id => UUID, reply => UUID]).await
}

/// Makes the tags that aren't there yet. To be done before anything that moves counters.
///
/// # Errors
/// [`DbError`].
pub async fn make_tags(tx: &impl Door, tags: &[TagName]) -> Result<(), DbError> {
    if tags.is_empty() {
        return Ok(());
    }
    let ids: Vec<ForumTagId> = tags.iter().map(|_| ForumTagId::new()).collect();
    let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    let slugs: Vec<&str> = tags.iter().map(|tag| tag.slug.as_str()).collect();
    tx.run(&MAKE_TAGS, args![ids => UUID_ARRAY, names => TEXT_ARRAY, slugs => TEXT_ARRAY]).await
}

/// Gives a topic exactly these tags, which exist.
///
/// # Errors
/// [`DbError`].
pub async fn set_tags(tx: &impl Door, id: TopicId, tags: &[TagName]) -> Result<(), DbError> {
    let slugs: Vec<&str> = tags.iter().map(|tag| tag.slug.as_str()).collect();
    tx.run(&CLEAR_TAGS, args![id => UUID, slugs => TEXT_ARRAY]).await?;
    tx.run(&ADD_TAGS, args![id => UUID, slugs => TEXT_ARRAY]).await
}

/// How much a text looks like spam: the severities of the keywords in it.
///
/// # Errors
/// [`DbError`].
pub async fn spam_score(db: &impl Door, text: &str) -> Result<i64, DbError> {
    db.one(&SPAM_SCORE, args![text => TEXT]).await
}

/// What a moderator did, for the trail.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// Who.
    pub actor: UserId,
    /// What: `topic.pin`, ….
    pub action: &'a str,
    /// To what kind of thing.
    pub target_type: &'a str,
    /// To which.
    pub target: Uuid,
    /// What changed.
    pub changes: &'a serde_json::Value,
    /// Why.
    pub reason: Option<&'a str>,
    /// The request's id.
    pub request_id: Option<&'a str>,
}

/// Notes in the trail what a moderator did.
///
/// # Errors
/// [`DbError`].
pub async fn audit(tx: &impl Door, deed: &Deed<'_>) -> Result<(), DbError> {
    let (id, target) = (Uuid::now_v7(), deed.target.to_string());
    tx.run(
        &AUDIT,
        args![
            id => UUID, deed.actor => UUID, deed.action => TEXT, deed.target_type => TEXT, target => TEXT,
            deed.changes => JSONB, deed.reason => TEXT, deed.request_id => TEXT,
        ],
    )
    .await
}
