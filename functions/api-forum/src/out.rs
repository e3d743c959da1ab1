//! How topics and replies look on the wire.

use jiff::Timestamp;
use neurmatic_core::ids::{ForumCategoryId, ForumTagId, ReplyId, TopicId, UserId};
use neurmatic_core::words::{TopicStatus, TopicType};
use neurmatic_db::forum_replies::ReplyRow;
use neurmatic_db::forum_topics::{ForumTagLink, TopicCardRow, TopicRow};
use schemars::JsonSchema;
use serde::Serialize;

/// The score from which on a page should fold a text in.
const COLLAPSED_SCORE: i32 = -5;

/// A list of topics.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TopicsOut {
    /// The topics, in the list's order.
    pub topics: Vec<TopicCard>,
}

/// What a list shows of a topic. Counts are those of when the list was made, at most its cache time ago.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicCard {
    /// Its id.
    pub id: TopicId,
    /// Its slug; the address is `/forum/topics/{slug}`.
    pub slug: String,
    /// Its title, as it was written: escape it when you show it.
    pub title: String,
    /// What it is about.
    pub r#type: TopicType,
    /// Whether it goes on.
    pub status: TopicStatus,
    /// Who began it; null when the account is gone.
    pub author: Option<AuthorOut>,
    /// Its category.
    pub category: CategoryLinkOut,
    /// Its tags.
    pub tags: Vec<TagLinkOut>,
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
}

/// A topic whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicOut {
    /// Its id.
    pub id: TopicId,
    /// Its slug.
    pub slug: String,
    /// Its title, as it was written: escape it when you show it.
    pub title: String,
    /// Its content, as it was sent: escape it, or what you make of its Markdown, when you show it.
    pub content: String,
    /// What it is about.
    pub r#type: TopicType,
    /// Whether it goes on.
    pub status: TopicStatus,
    /// Who began it; null when the account is gone.
    pub author: Option<AuthorOut>,
    /// Its category.
    pub category: CategoryLinkOut,
    /// Its tags.
    pub tags: Vec<TagLinkOut>,
    /// Shown first.
    pub is_pinned: bool,
    /// Takes neither replies nor votes.
    pub is_locked: bool,
    /// Hidden by reports or a moderator; only moderators see such a topic.
    pub is_hidden: bool,
    /// Voted down so far that a page should fold it in.
    pub is_collapsed: bool,
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
    /// Grows with every edit; the `r…` of the ETag.
    pub revision: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When its words were last changed.
    pub edited_at: Option<Timestamp>,
    /// When it was last replied to.
    pub last_reply_at: Option<Timestamp>,
    /// When it was begun or last replied to.
    pub last_activity_at: Timestamp,
}

/// A list of replies.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RepliesOut {
    /// The replies, in the list's order; `parentReplyId` says what they answer.
    pub replies: Vec<ReplyOut>,
}

/// A reply.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReplyOut {
    /// Its id.
    pub id: ReplyId,
    /// Its topic.
    pub topic_id: TopicId,
    /// Its content, as it was sent: escape it, or what you make of its Markdown, when you show it.
    pub content: String,
    /// Who wrote it; null when the account is gone.
    pub author: Option<AuthorOut>,
    /// The reply that it answers, which may have been taken away; null when it answers the topic.
    pub parent_reply_id: Option<ReplyId>,
    /// The reply that it quotes.
    pub quoted_reply_id: Option<ReplyId>,
    /// 0 for an answer to the topic, 1 for one to such an answer, 2 at most.
    pub depth: i32,
    /// Answers the question.
    pub is_accepted: bool,
    /// Voted down so far that a page should fold it in.
    pub is_collapsed: bool,
    /// Votes up less votes down.
    pub vote_score: i32,
    /// Votes up.
    pub upvote_count: i32,
    /// Votes down.
    pub downvote_count: i32,
    /// Grows with every edit; send `"r<revision>"` as If-Match to change this one and no other.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its words were last changed.
    pub edited_at: Option<Timestamp>,
}

/// Who wrote something.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumAuthorOut")]
pub struct AuthorOut {
    /// The user's id.
    pub id: UserId,
    /// The user's name in addresses.
    pub username: String,
    /// The name to show.
    pub name: String,
}

/// A category as a topic shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumCategoryLinkOut")]
pub struct CategoryLinkOut {
    /// Its id.
    pub id: ForumCategoryId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A tag as a topic shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ForumTagLinkOut")]
pub struct TagLinkOut {
    /// Its id.
    pub id: ForumTagId,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl From<ForumTagLink> for TagLinkOut {
    fn from(tag: ForumTagLink) -> Self {
        Self { id: tag.id, slug: tag.slug, name: tag.name }
    }
}

fn author(id: Option<UserId>, username: Option<String>, name: Option<String>) -> Option<AuthorOut> {
    Some(AuthorOut { id: id?, username: username?, name: name? })
}

/// Whether a score is so low that a page should fold the text in.
pub(crate) fn is_collapsed(score: i32) -> bool {
    score <= COLLAPSED_SCORE
}

impl From<TopicCardRow> for TopicCard {
    fn from(row: TopicCardRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            title: row.title,
            r#type: row.kind,
            status: row.status,
            author: author(row.author_id, row.author_username, row.author_name),
            category: CategoryLinkOut {
                id: row.category_id,
                slug: row.category_slug,
                name: row.category_name,
            },
            tags: row.tags.0.into_iter().map(TagLinkOut::from).collect(),
            is_pinned: row.is_pinned,
            is_locked: row.is_locked,
            is_answered: row.is_answered,
            reply_count: row.reply_count,
            vote_score: row.vote_score,
            created_at: row.created_at,
            last_reply_at: row.last_reply_at,
            last_activity_at: row.last_activity_at,
        }
    }
}

impl From<TopicRow> for TopicOut {
    fn from(row: TopicRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            title: row.title,
            content: row.content,
            r#type: row.kind,
            status: row.status,
            author: author(row.author_id, row.author_username, row.author_name),
            category: CategoryLinkOut {
                id: row.category_id,
                slug: row.category_slug,
                name: row.category_name,
            },
            tags: row.tags.0.into_iter().map(TagLinkOut::from).collect(),
            is_pinned: row.is_pinned,
            is_locked: row.is_locked,
            is_hidden: row.is_hidden,
            is_collapsed: is_collapsed(row.vote_score),
            accepted_reply_id: row.accepted_reply_id,
            reply_count: row.reply_count,
            vote_score: row.vote_score,
            upvote_count: row.upvote_count,
            downvote_count: row.downvote_count,
            revision: row.revision,
            created_at: row.created_at,
            edited_at: row.edited_at,
            last_reply_at: row.last_reply_at,
            last_activity_at: row.last_activity_at,
        }
    }
}

impl ReplyOut {
    /// A reply in a topic whose accepted reply is `accepted`.
    #[must_use]
    pub fn of(row: ReplyRow, accepted: Option<ReplyId>) -> Self {
        Self {
            is_accepted: accepted == Some(row.id),
            id: row.id,
            topic_id: row.topic_id,
            content: row.content,
            author: author(row.author_id, row.author_username, row.author_name),
            parent_reply_id: row.parent_id,
            quoted_reply_id: row.quoted_id,
            depth: row.depth,
            is_collapsed: is_collapsed(row.vote_score),
            vote_score: row.vote_score,
            upvote_count: row.upvote_count,
            downvote_count: row.downvote_count,
            revision: row.revision,
            created_at: row.created_at,
            edited_at: row.edited_at,
        }
    }
}
