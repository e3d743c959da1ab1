//! The kinds of requests, and what is expected of each.

use serde::Serialize;

/// A kind of request, as the report names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The list of articles: its first or second page, or a category's.
    ArticleList,
    /// An article.
    Article,
    /// The list of topics.
    TopicList,
    /// A topic.
    Topic,
    /// The list of open jobs.
    JobList,
    /// A job.
    Job,
    /// Who the caller is.
    Me,
    /// The caller's part of an article.
    ArticleMe,
    /// A bookmark.
    Bookmark,
    /// A vote on a reply.
    Vote,
    /// A reply to a topic.
    Reply,
    /// An application for a job.
    Apply,
    /// What completes the beginning of a word.
    Suggest,
    /// A search over everything.
    Search,
    /// The list of models.
    ModelList,
    /// A model.
    Model,
    /// A leaderboard.
    Leaderboard,
    /// Every badge.
    Badges,
    /// Somebody's profile.
    Profile,
    /// How much the caller was told and has not read.
    UnreadCount,
    /// What the caller was told.
    Notifications,
    /// What is new of what the caller follows.
    Feed,
    /// The caller's conversations.
    Conversations,
    /// The caller's account.
    Account,
    /// Following somebody.
    Follow,
    /// A message to somebody.
    Message,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 26] = [
        Self::ArticleList,
        Self::Article,
        Self::TopicList,
        Self::Topic,
        Self::JobList,
        Self::Job,
        Self::Me,
        Self::ArticleMe,
        Self::Bookmark,
        Self::Vote,
        Self::Reply,
        Self::Apply,
        Self::Suggest,
        Self::Search,
        Self::ModelList,
        Self::Model,
        Self::Leaderboard,
        Self::Badges,
        Self::Profile,
        Self::UnreadCount,
        Self::Notifications,
        Self::Feed,
        Self::Conversations,
        Self::Account,
        Self::Follow,
        Self::Message,
    ];

    /// The operation's name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ArticleList => "articles.list",
            Self::Article => "articles.get",
            Self::TopicList => "forum.topics",
            Self::Topic => "forum.topic",
            Self::JobList => "jobs.list",
            Self::Job => "jobs.get",
            Self::Me => "auth.me",
            Self::ArticleMe => "articles.me",
            Self::Bookmark => "articles.bookmark",
            Self::Vote => "forum.vote_reply",
            Self::Reply => "forum.reply",
            Self::Apply => "jobs.apply",
            Self::Suggest => "search.suggest",
            Self::Search => "search.find",
            Self::ModelList => "models.list",
            Self::Model => "models.get",
            Self::Leaderboard => "leaderboards.get",
            Self::Badges => "badges.list",
            Self::Profile => "users.get",
            Self::UnreadCount => "notifications.unread_count",
            Self::Notifications => "notifications.list",
            Self::Feed => "feed.list",
            Self::Conversations => "conversations.list",
            Self::Account => "users.me",
            Self::Follow => "follows.put",
            Self::Message => "messages.create",
        }
    }

    /// Whether an answer with this status is what the request asked for. A second application for a job is refused by
    /// rule, not by failure.
    #[must_use]
    pub const fn expects(self, status: u16) -> bool {
        match self {
            Self::Apply => matches!(status, 201 | 409),
            Self::Reply | Self::Message => status == 201,
            Self::Bookmark => matches!(status, 200 | 201 | 204),
            _ => status == 200,
        }
    }

    /// Its place in [`Kind::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default()
    }

    /// Whether it needs a login.
    #[must_use]
    pub const fn is_signed_in(self) -> bool {
        matches!(
            self,
            Self::Me
                | Self::ArticleMe
                | Self::Bookmark
                | Self::Vote
                | Self::Reply
                | Self::Apply
                | Self::UnreadCount
                | Self::Notifications
                | Self::Feed
                | Self::Conversations
                | Self::Account
                | Self::Follow
                | Self::Message
        )
    }
}
