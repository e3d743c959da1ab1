//! What there is to say of articles, models, topics and reports.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Role, UnknownWord};

words! {
    /// Where an article is on its way to the readers.
    ArticleStatus {
        /// Being written.
        Draft = "draft",
        /// Waiting for an editor.
        Review = "review",
        /// Will be published at `scheduledAt`.
        Scheduled = "scheduled",
        /// Public.
        Published = "published",
        /// Taken back.
        Archived = "archived",
    }

    /// How an article's content is written.
    ContentFormat {
        /// CommonMark with tables.
        Markdown = "markdown",
        /// HTML, cleaned before it is shown.
        Html = "html",
    }

    /// Who an article is for.
    Difficulty {
        /// No previous knowledge.
        Beginner = "beginner",
        /// Has used language models.
        Intermediate = "intermediate",
        /// Builds with them.
        Advanced = "advanced",
    }

    /// How a language model is offered.
    ModelCategory {
        /// By a vendor's interface.
        Commercial = "commercial",
        /// With open weights.
        OpenSource = "open_source",
        /// For one purpose.
        Specialized = "specialized",
    }

    /// Who sees the topics of a forum category.
    CategoryVisibility {
        /// Everybody.
        Public = "public",
        /// Whoever is signed in.
        Private = "private",
        /// Moderators and admins.
        ModeratorOnly = "moderator_only",
    }

    /// What a topic is about.
    TopicType {
        /// An exchange of views.
        Discussion = "discussion",
        /// Something to be answered; one reply can be accepted.
        Question = "question",
        /// Something that was made.
        Showcase = "showcase",
        /// How to do something.
        Tutorial = "tutorial",
        /// News of the platform.
        Announcement = "announcement",
        /// A scientific paper.
        Paper = "paper",
    }

    /// Whether a topic goes on.
    TopicStatus {
        /// Takes replies.
        Open = "open",
        /// Closed by its author: takes no replies.
        Closed = "closed",
        /// A question with an accepted reply; still takes replies.
        Resolved = "resolved",
        /// Taken away.
        Archived = "archived",
    }

    /// What a user wants to hear of a topic.
    WatchLevel {
        /// Everything.
        Watch = "watch",
        /// Nothing.
        Mute = "mute",
    }

    /// Where an article was passed on.
    SharePlatform {
        /// X.
        X = "x",
        /// LinkedIn.
        LinkedIn = "linkedin",
        /// Facebook.
        Facebook = "facebook",
        /// Reddit.
        Reddit = "reddit",
        /// Hacker News.
        HackerNews = "hacker_news",
        /// By mail.
        Email = "email",
        /// Wherever the link was put that was copied.
        CopiedLink = "copied_link",
        /// Anywhere else.
        Other = "other",
    }

    /// What can be reported.
    ReportTarget {
        /// A topic of the forum.
        Topic = "topic",
        /// A reply to a topic.
        Reply = "reply",
        /// A message of a conversation, by the one whom it was written to.
        Message = "message",
    }

    /// Why something is reported.
    ReportReason {
        /// Advertising.
        Spam = "spam",
        /// An attack on somebody.
        Harassment = "harassment",
        /// It belongs elsewhere.
        OffTopic = "off_topic",
        /// It is false.
        Misinformation = "misinformation",
        /// It belongs to somebody else.
        Copyright = "copyright",
    }

    /// What became of a report.
    ReportStatus {
        /// Nobody has looked at it.
        Pending = "pending",
        /// A moderator is at it.
        Reviewing = "reviewing",
        /// It was right: the thing is hidden.
        ResolvedViolation = "resolved_violation",
        /// It was right, but nothing needs to be done.
        ResolvedNoAction = "resolved_no_action",
        /// It was not right.
        Dismissed = "dismissed",
    }
}

impl CategoryVisibility {
    /// What a role may see.
    #[must_use]
    pub const fn seen_by(role: Role) -> &'static [Self] {
        match role {
            Role::Visitor => &[Self::Public],
            Role::User | Role::Premium | Role::Company => &[Self::Public, Self::Private],
            Role::Moderator | Role::Admin => Self::ALL,
        }
    }
}
