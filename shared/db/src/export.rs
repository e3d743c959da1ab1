//! All that belongs to a user, part by part. A column that refers to users has a line in [`EXPORTED`] or in [`NOT_EXPORTED`]: a test
//! of `functions/api-users` fails on one that is in neither.

use neurmatic_core::ids::UserId;
use serde_json::Value;
use uuid::Uuid;

use crate::query::Query;
use crate::{DbError, Door, args, queries, rows};

queries! { "export":
    ACCOUNT = "account",
    ANALYTICS_EVENTS = "analytics_events",
    APPLICATIONS = "applications",
    ARTICLES = "articles",
    ARTICLE_VIEWS = "article_views",
    BLOCKS = "blocks",
    CONVERSATIONS = "conversations",
    FOLLOWS = "follows",
    MAILED_LINKS = "mailed_links",
    MEDIA_FILES = "media_files",
    MESSAGES = "messages",
    NOTIFICATIONS = "notifications",
    REPLIES = "replies",
    REPLY_VOTES = "reply_votes",
    REPORTS = "reports",
    REPUTATION_EVENTS = "reputation_events",
    SAVED_JOBS = "saved_jobs",
    SESSIONS = "sessions",
    TOPICS = "topics",
    TOPIC_VOTES = "topic_votes",
    TOPIC_WATCHES = "topic_watches",
}

/// What one statement reads.
#[derive(Debug)]
pub struct Section {
    query: &'static Query,
    /// Rows that are read at once; none: all of them, since there is a bound to how many there are.
    pub batch: Option<i64>,
}

const fn all_of(query: &'static Query) -> Section {
    Section { query, batch: None }
}

const fn some_of(query: &'static Query, batch: i64) -> Section {
    Section { query, batch: Some(batch) }
}

/// Every section, in the order of the export. Where rows can be long, few are read at once.
pub static SECTIONS: &[Section] = &[
    all_of(&ACCOUNT),
    some_of(&SESSIONS, 500),
    some_of(&MAILED_LINKS, 500),
    some_of(&TOPICS, 20),
    some_of(&REPLIES, 100),
    some_of(&TOPIC_VOTES, 1_000),
    some_of(&REPLY_VOTES, 1_000),
    some_of(&TOPIC_WATCHES, 1_000),
    some_of(&REPUTATION_EVENTS, 500),
    some_of(&REPORTS, 500),
    some_of(&SAVED_JOBS, 500),
    some_of(&APPLICATIONS, 50),
    some_of(&ARTICLES, 500),
    some_of(&ARTICLE_VIEWS, 1_000),
    some_of(&ANALYTICS_EVENTS, 1_000),
    some_of(&NOTIFICATIONS, 200),
    some_of(&CONVERSATIONS, 500),
    some_of(&MESSAGES, 100),
    some_of(&BLOCKS, 1_000),
    some_of(&FOLLOWS, 1_000),
    some_of(&MEDIA_FILES, 500),
];

/// Columns that refer to users, whose rows are exported.
pub static EXPORTED: &[(&str, &str)] = &[
    ("analytics_events", "user_id"),
    ("article_views", "user_id"),
    ("articles", "author_id"),
    ("bookmark_collections", "user_id"),
    ("bookmarks", "user_id"),
    ("companies", "owner_user_id"),
    ("conversations", "first_user_id"),
    ("conversations", "second_user_id"),
    ("digest_plans", "user_id"),
    ("digest_preferences", "user_id"),
    ("email_tokens", "user_id"),
    ("follows", "follower_id"),
    ("job_alerts", "user_id"),
    ("job_applications", "user_id"),
    ("job_preferences", "user_id"),
    ("media_files", "user_id"),
    ("notification_preferences", "user_id"),
    ("notifications", "user_id"),
    ("profile_privacy_settings", "user_id"),
    ("profiles", "user_id"),
    ("quiet_hours", "user_id"),
    ("replies", "author_id"),
    ("reply_votes", "user_id"),
    ("reports", "reporter_id"),
    ("reputation_events", "user_id"),
    ("saved_jobs", "user_id"),
    ("sessions", "user_id"),
    ("topic_votes", "user_id"),
    ("topic_watches", "user_id"),
    ("topics", "author_id"),
    ("user_badges", "user_id"),
    ("user_blocks", "blocker_id"),
    ("user_models", "user_id"),
    ("user_reputation", "user_id"),
    ("user_skills", "user_id"),
    ("vote_quotas", "user_id"),
    ("work_experiences", "user_id"),
];

/// Columns that refer to users, whose rows are not exported, and why.
pub static NOT_EXPORTED: &[(&str, &str, &str)] = &[
    ("application_status_history", "changed_by_id", "goes with the application, which is the applicant's"),
    ("article_revisions", "changed_by_id", "an editor's work on the platform's text"),
    ("articles", "created_by_id", "an editor's work on the platform's text"),
    ("articles", "updated_by_id", "an editor's work on the platform's text"),
    ("idempotency_keys", "user_id", "answers that were given, for a day"),
    ("job_alert_jobs", "user_id", "of which jobs a mail was sent, for a month"),
    ("job_matches", "user_id", "of which jobs a notification was made, which is exported"),
    ("leaderboard_entries", "user_id", "made of the reputation, which is exported"),
    ("notification_counters", "user_id", "how many notifications there are, which are exported"),
    ("notifications", "actor_id", "what another was told"),
    ("reports", "resolved_by", "a moderator's decision on another's report"),
    ("told_followers", "follower_id", "what another was told"),
    ("told_followers", "user_id", "of which followers a notification was made, for a day"),
    ("user_blocks", "blocked_id", "who has blocked somebody is theirs to know"),
];

rows! {
    /// A thing that belongs to a user.
    pub struct PieceRow {
        /// What it is a part of.
        pub part: String,
        /// Where the section goes on after it.
        pub key: Uuid,
        /// The thing.
        pub body: Value,
    }
}

/// The next pieces of a section, after a key.
///
/// # Errors
/// [`DbError`].
pub async fn read(
    db: &impl Door,
    section: &Section,
    user: UserId,
    after: Uuid,
) -> Result<Vec<PieceRow>, DbError> {
    match section.batch {
        None => db.rows(section.query, args![user => UUID]).await,
        Some(batch) => db.rows(section.query, args![user => UUID, after => UUID, batch => INT8]).await,
    }
}
