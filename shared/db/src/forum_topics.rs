//! Reading topics. Every function is told what the reader may see, and finds nothing else.

use jiff::Timestamp;
use neurmatic_core::ids::{ForumCategoryId, ForumTagId, ReplyId, TopicId, UserId};
use neurmatic_core::words::{CategoryVisibility, TopicStatus, TopicType};
use postgres_types::Json;
use serde::Deserialize;
use uuid::Uuid;

use crate::{DbError, Door, Statement, args, queries, rows};

queries! { "forum_topics":
    CARDS = "cards",
    GET = "get",
    LIST = "list",
    SEARCH = "search",
    SEEN = "seen",
    TOTAL = "total",
}

/// The most that [`count`] counts.
pub const COUNT_MAX: i64 = 10_000;

/// What a pinned topic's sort key has on top of its time: beyond every microsecond since 1970.
const PINNED: i64 = 1 << 62;

/// A tag as a topic shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct ForumTagLink {
    /// Its id.
    pub id: ForumTagId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

rows! {
    /// A topic's place in a sorted list.
    pub struct TopicPlaceRow {
        /// The topic.
        pub id: TopicId,
        /// Its sort key: microseconds since 1970 (with a high bit when it is pinned first), a count, or its rank among
        /// the matches of a search.
        pub key: i64,
    }

    /// What a list shows of a topic.
    pub struct TopicCardRow {
        /// Its id.
        pub id: TopicId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// What it is about.
        pub kind: TopicType,
        /// Whether it goes on.
        pub status: TopicStatus,
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// The author's username.
        pub author_username: Option<String>,
        /// The author's name as shown.
        pub author_name: Option<String>,
        /// Its category.
        pub category_id: ForumCategoryId,
        /// The category's slug.
        pub category_slug: String,
        /// The category's name.
        pub category_name: String,
        /// Shown first.
        pub is_pinned: bool,
        /// Takes neither replies nor votes.
        pub is_locked: bool,
        /// Has an accepted reply.
        pub is_answered: bool,
        /// Visible replies.
        pub reply_count: i32,
        /// Votes up less votes down.
        pub vote_score: i32,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it was last replied to.
        pub last_reply_at: Option<Timestamp>,
        /// When it was begun or last replied to.
        pub last_activity_at: Timestamp,
        /// Its tags.
        pub tags: Json<Vec<ForumTagLink>>,
    }

    /// A topic whole.
    pub struct TopicRow {
        /// Its id.
        pub id: TopicId,
        /// Its slug.
        pub slug: String,
        /// Its title.
        pub title: String,
        /// Its content, as it was sent.
        pub content: String,
        /// What it is about.
        pub kind: TopicType,
        /// Whether it goes on.
        pub status: TopicStatus,
        /// Its author, unless the account is gone.
        pub author_id: Option<UserId>,
        /// The author's username.
        pub author_username: Option<String>,
        /// The author's name as shown.
        pub author_name: Option<String>,
        /// Its category.
        pub category_id: ForumCategoryId,
        /// The category's slug.
        pub category_slug: String,
        /// The category's name.
        pub category_name: String,
        /// Shown first.
        pub is_pinned: bool,
        /// Takes neither replies nor votes.
        pub is_locked: bool,
        /// Hidden by reports or a moderator.
        pub is_hidden: bool,
        /// The reply that answers it.
        pub accepted_reply_id: Option<ReplyId>,
        /// Visible replies.
        pub reply_count: i32,
        /// Votes up less votes down.
        pub vote_score: i32,
        /// Votes up.
        pub upvote_count: i32,
        /// Votes down.
        pub downvote_count: i32,
        /// Grows with every edit.
        pub revision: i64,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When its words were last changed.
        pub edited_at: Option<Timestamp>,
        /// When it was last replied to.
        pub last_reply_at: Option<Timestamp>,
        /// When it was begun or last replied to.
        pub last_activity_at: Timestamp,
        /// Its tags.
        pub tags: Json<Vec<ForumTagLink>>,
    }

    /// A topic as far as its replies' readers need it.
    pub struct SeenTopicRow {
        /// Its id.
        pub id: TopicId,
        /// Visible replies.
        pub reply_count: i32,
        /// The reply that answers it.
        pub accepted_reply_id: Option<ReplyId>,
    }
}

/// How a list is sorted; always downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicSort {
    /// Pinned ones first, then the newest.
    Pinned,
    /// The newest first.
    CreatedAt,
    /// The last replied to first.
    LastActivityAt,
    /// The most replied to first.
    ReplyCount,
    /// The best voted first.
    VoteScore,
}

/// Which topics a list holds; all filters must hold.
#[derive(Clone, Debug)]
pub struct TopicFilter {
    /// What the reader may see.
    pub seen: &'static [CategoryVisibility],
    /// Of one of these categories; empty: of any.
    pub categories: Vec<ForumCategoryId>,
    /// With all of these tags, the least used first.
    pub tags: Vec<ForumTagId>,
    /// By this author.
    pub author: Option<UserId>,
    /// Of this type.
    pub kind: Option<TopicType>,
    /// In this state.
    pub status: Option<TopicStatus>,
    /// Only questions without an accepted reply that still take some.
    pub unanswered: bool,
    /// Matching this text, in the language of web searches.
    pub q: Option<String>,
}

/// Where a list begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct TopicWindow {
    /// After this sort key and id.
    pub after: Option<(i64, Uuid)>,
    /// Rows to skip.
    pub offset: i64,
    /// Rows wanted.
    pub limit: i64,
}

impl TopicFilter {
    /// All that may be seen.
    #[must_use]
    pub fn seeing(seen: &'static [CategoryVisibility]) -> Self {
        Self {
            seen,
            categories: Vec::new(),
            tags: Vec::new(),
            author: None,
            kind: None,
            status: None,
            unanswered: false,
            q: None,
        }
    }

    fn flags(&self) -> [(&'static str, bool); 9] {
        [
            ("category", self.categories.len() == 1),
            ("categories", self.categories.len() > 1),
            ("tag", !self.tags.is_empty()),
            ("more_tags", self.tags.len() > 1),
            ("author", self.author.is_some()),
            ("type", self.kind.is_some()),
            ("status", self.status.is_some()),
            ("unanswered", self.unanswered),
            ("q", self.q.is_some()),
        ]
    }
}

const ORDERS: [(&str, &str, &str); 6] = [
    ("pinned", "by_pinned", "after_pinned"),
    ("created", "by_created", "after_created"),
    ("tag", "by_tag", "after_tag"),
    ("activity", "by_activity", "after_activity"),
    ("replies", "by_replies", "after_replies"),
    ("votes", "by_votes", "after_votes"),
];

/// The statement of a list, for whoever runs, explains or measures it.
#[must_use]
pub fn list_statement(filter: &TopicFilter, sort: TopicSort, after: bool) -> Statement {
    let order = match sort {
        TopicSort::Pinned => "pinned",
        // The tag's own index gives its newest topics.
        TopicSort::CreatedAt if !filter.tags.is_empty() => "tag",
        TopicSort::CreatedAt => "created",
        TopicSort::LastActivityAt => "activity",
        TopicSort::ReplyCount => "replies",
        TopicSort::VoteScore => "votes",
    };
    LIST.when(&list_flags(filter, false, Some(order), after))
}

fn list_flags(
    filter: &TopicFilter,
    count: bool,
    order: Option<&str>,
    after: bool,
) -> Vec<(&'static str, bool)> {
    let mut flags = filter.flags().to_vec();
    flags.push(("count", count));
    for (name, by, beyond) in ORDERS {
        let chosen = order == Some(name);
        flags.push((by, chosen));
        flags.push((beyond, chosen && after));
    }
    flags
}

/// The ids of a list's page.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    filter: &TopicFilter,
    sort: TopicSort,
    window: TopicWindow,
) -> Result<Vec<TopicPlaceRow>, DbError> {
    places(db, list_statement(filter, sort, window.after.is_some()), filter, window).await
}

/// How many topics a filter finds, at most [`COUNT_MAX`] + 1: for totals that no counter keeps.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, filter: &TopicFilter) -> Result<i64, DbError> {
    let statement = LIST.when(&list_flags(filter, true, None, false));
    let window = TopicWindow { limit: COUNT_MAX + 1, ..TopicWindow::default() };
    let found: Vec<i64> = places(db, statement, filter, window).await?;
    Ok(found.first().copied().unwrap_or_default())
}

/// The ids of a page of what matches the filter's text, best first. Knows no `after`: ranks move.
///
/// # Errors
/// [`DbError`].
pub async fn search(
    db: &impl Door,
    filter: &TopicFilter,
    window: TopicWindow,
) -> Result<Vec<TopicPlaceRow>, DbError> {
    let (tag, category) = (filter.tags.first().copied(), filter.categories.first().copied());
    db.rows(
        SEARCH.when(&filter.flags()),
        args![
            window.limit => INT8, window.offset => INT8, filter.seen => TEXT_ARRAY, category => UUID,
            filter.categories => UUID_ARRAY, tag => UUID, filter.tags => UUID_ARRAY, filter.author => UUID,
            filter.kind => TEXT, filter.status => TEXT, filter.q => TEXT,
        ],
    )
    .await
}

async fn places<T: crate::FromRow>(
    db: &impl Door,
    statement: Statement,
    filter: &TopicFilter,
    window: TopicWindow,
) -> Result<Vec<T>, DbError> {
    let (tag, category) = (filter.tags.first().copied(), filter.categories.first().copied());
    let (key, id) = window.after.unwrap_or_default();
    let (pinned, micros) = if key >= PINNED { (true, key - PINNED) } else { (false, key) };
    let time = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
    db.rows(
        statement,
        args![
            window.limit => INT8, window.offset => INT8, filter.seen => TEXT_ARRAY, category => UUID,
            filter.categories => UUID_ARRAY, tag => UUID, filter.tags => UUID_ARRAY, filter.author => UUID,
            filter.kind => TEXT, filter.status => TEXT, filter.q => TEXT,
            pinned => BOOL, time => TIMESTAMPTZ, key => INT8, id => UUID,
        ],
    )
    .await
}

/// What lists show of these topics, in this order. Those that may not be seen, or not any more, are left out.
///
/// # Errors
/// [`DbError`].
pub async fn cards(
    db: &impl Door,
    ids: &[TopicId],
    seen: &[CategoryVisibility],
) -> Result<Vec<TopicCardRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(&CARDS, args![ids => UUID_ARRAY, seen => TEXT_ARRAY]).await
}

/// How a topic is asked for.
#[derive(Clone, Copy, Debug)]
pub enum TopicKey<'a> {
    /// By its id.
    Id(TopicId),
    /// By its slug.
    Slug(&'a str),
}

impl<'a> TopicKey<'a> {
    fn parts(self) -> (Option<TopicId>, Option<&'a str>) {
        match self {
            Self::Id(id) => (Some(id), None),
            Self::Slug(slug) => (None, Some(slug)),
        }
    }
}

/// A topic, if it may be seen. Hidden ones are for those who see everything.
///
/// # Errors
/// [`DbError`].
pub async fn get(
    db: &impl Door,
    key: TopicKey<'_>,
    seen: &[CategoryVisibility],
    hidden_too: bool,
) -> Result<Option<TopicRow>, DbError> {
    let (id, slug) = key.parts();
    let statement = GET.when(&key_flags(key, hidden_too));
    db.maybe(statement, args![id => UUID, slug => TEXT, seen => TEXT_ARRAY]).await
}

/// The same as far as its replies' readers need it.
///
/// # Errors
/// [`DbError`].
pub async fn seen(
    db: &impl Door,
    key: TopicKey<'_>,
    seen: &[CategoryVisibility],
    hidden_too: bool,
) -> Result<Option<SeenTopicRow>, DbError> {
    let (id, slug) = key.parts();
    let statement = SEEN.when(&key_flags(key, hidden_too));
    db.maybe(statement, args![id => UUID, slug => TEXT, seen => TEXT_ARRAY]).await
}

fn key_flags(key: TopicKey<'_>, hidden_too: bool) -> [(&'static str, bool); 3] {
    let by_id = matches!(key, TopicKey::Id(_));
    [("by_id", by_id), ("by_slug", !by_id), ("listed", !hidden_too)]
}

/// How many topics may be seen.
///
/// # Errors
/// [`DbError`].
pub async fn total(db: &impl Door, seen: &[CategoryVisibility]) -> Result<i64, DbError> {
    db.one(&TOTAL, args![seen => TEXT_ARRAY]).await
}
