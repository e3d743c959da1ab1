//! What there is to say of reputation, notifications, follows and badges.

use std::fmt;
use std::str::FromStr;

use postgres_types::private::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UnknownWord;

words! {
    /// What points of reputation are given for.
    ReputationEventType {
        /// A topic.
        TopicCreated = "topic_created",
        /// A reply.
        ReplyCreated = "reply_created",
        /// Somebody's vote up.
        UpvoteReceived = "upvote_received",
        /// Somebody's vote down.
        DownvoteReceived = "downvote_received",
        /// A reply that was accepted.
        BestAnswer = "best_answer",
        /// A badge.
        BadgeEarned = "badge_earned",
        /// A moderator's decision.
        Penalty = "penalty",
    }

    /// What points of reputation amount to.
    ReputationLevel {
        /// Below 100.
        Newcomer = "newcomer",
        /// From 100 on.
        Contributor = "contributor",
        /// From 500 on.
        Expert = "expert",
        /// From 1000 on.
        Master = "master",
        /// From 2500 on.
        Legend = "legend",
    }

    /// What a user is told of.
    NotificationType {
        /// An article in a category that the user follows.
        NewArticleInFollowedCategory = "new_article_in_followed_category",
        /// An article that many read.
        TrendingArticle = "trending_article",
        /// A reply in a topic that is the user's, or watched.
        TopicReply = "topic_reply",
        /// An answer to the user's own reply.
        CommentReply = "comment_reply",
        /// Somebody named the user.
        Mention = "mention",
        /// A vote up.
        Upvote = "upvote",
        /// A vote down.
        Downvote = "downvote",
        /// The user's reply answers the question.
        AcceptedAnswer = "accepted_answer",
        /// A job that suits the user.
        NewJobMatch = "new_job_match",
        /// Somebody applied to a job of the user's company.
        ApplicationReceived = "application_received",
        /// The user's application was moved.
        ApplicationStatusUpdate = "application_status_update",
        /// Somebody looked at the user's profile.
        ProfileView = "profile_view",
        /// Somebody follows the user.
        NewFollower = "new_follower",
        /// A badge.
        BadgeEarned = "badge_earned",
        /// A level of reputation.
        ReputationMilestone = "reputation_milestone",
        /// A message.
        Message = "message",
        /// What everybody should know.
        SystemAnnouncement = "system_announcement",
        /// What happened to the user's account.
        AccountUpdate = "account_update",
    }

    /// How soon a user is told by mail.
    NotificationFrequency {
        /// At once.
        RealTime = "real_time",
        /// With the next full hour.
        HourlyDigest = "hourly_digest",
        /// In the daily digest.
        DailyDigest = "daily_digest",
        /// In the weekly digest.
        WeeklyDigest = "weekly_digest",
        /// Not at all.
        Off = "off",
    }

    /// A digest by mail.
    DigestType {
        /// Of a day.
        Daily = "daily",
        /// Of a week.
        Weekly = "weekly",
    }

    /// What can be followed.
    FollowableType {
        /// A user: what they write.
        User = "user",
        /// A company: its jobs.
        Company = "company",
        /// A tag of articles or of the forum.
        Tag = "tag",
        /// A category of articles or of the forum.
        Category = "category",
        /// A language model.
        Model = "model",
    }

    /// What a feed holds.
    FeedKind {
        /// An article.
        Article = "article",
        /// A topic of the forum.
        Topic = "topic",
        /// A job advert.
        Job = "job",
    }

    /// Over which time a leaderboard goes.
    LeaderboardPeriod {
        /// The last seven days.
        Weekly = "weekly",
        /// The last thirty days.
        Monthly = "monthly",
        /// Everything.
        AllTime = "all-time",
    }

    /// How hard a badge is to get.
    BadgeType {
        /// Easy.
        Bronze = "bronze",
        /// Takes some time.
        Silver = "silver",
        /// Takes long.
        Gold = "gold",
        /// Hardly anybody has it.
        Platinum = "platinum",
    }

    /// What a badge is about.
    BadgeCategory {
        /// Taking part.
        Activity = "activity",
        /// Being of use to others.
        Skill = "skill",
        /// Anything else.
        Special = "special",
    }

    /// Which fact of a user a badge looks at.
    BadgeCriterion {
        /// Topics begun.
        Topics = "topics",
        /// Replies written.
        Replies = "replies",
        /// Days in a row with a topic or a reply, up to today or yesterday (UTC).
        StreakDays = "streak_days",
        /// Votes up on what the user wrote.
        Upvotes = "upvotes",
        /// Replies that were accepted as answers.
        AcceptedAnswers = "accepted_answers",
        /// Reputation in all.
        Reputation = "reputation",
        /// Votes that the user has cast.
        VotesCast = "votes_cast",
        /// None: it is given by hand.
        Granted = "granted",
    }
}

impl ReputationLevel {
    /// The points from which on the next level is reached; none: this is the last one.
    #[must_use]
    pub const fn next_at(self) -> Option<i64> {
        match self {
            Self::Newcomer => Some(100),
            Self::Contributor => Some(500),
            Self::Expert => Some(1_000),
            Self::Master => Some(2_500),
            Self::Legend => None,
        }
    }
}
