//! What a user has done, as others see it.

use jiff::Timestamp;
use neurmatic_core::ids::{ReplyId, TopicId, UserId};
use neurmatic_core::words::{CategoryVisibility, ReputationEventType, ReputationLevel};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

pub use crate::articles::Window;

queries! { "public_profiles":
    ACTIVITY = "activity",
    REPLIES = "replies",
    REPUTATION = "reputation",
    REPUTATION_EVENTS = "reputation_events",
}

rows! {
    /// A reply in the list of an author's.
    pub struct AuthoredReplyRow {
        /// Its id.
        pub id: ReplyId,
        /// When it was written, in microseconds since 1970.
        pub key: i64,
        /// The topic.
        pub topic_id: TopicId,
        /// The topic's slug.
        pub topic_slug: String,
        /// The topic's title.
        pub topic_title: String,
        /// Its first words.
        pub excerpt: String,
        /// Votes up less votes down.
        pub vote_score: i32,
        /// Whether it answers the topic's question.
        pub is_accepted: bool,
        /// When it was written.
        pub created_at: Timestamp,
        /// When it was last edited.
        pub edited_at: Option<Timestamp>,
    }

    /// Something that a user has published.
    pub struct ActivityRow {
        /// `topic`, `reply` or `article`.
        pub kind: String,
        /// Its id.
        pub id: Uuid,
        /// When, in microseconds since 1970.
        pub key: i64,
        /// When.
        pub at: Timestamp,
        /// The slug of the topic or article.
        pub slug: String,
        /// The title of the topic or article.
        pub title: String,
    }

    /// A user's points.
    pub struct ReputationRow {
        /// How many.
        pub total: i64,
        /// What they amount to.
        pub level: ReputationLevel,
    }

    /// What points were given for.
    pub struct ReputationEventRow {
        /// What happened.
        pub event_type: ReputationEventType,
        /// The points; below zero when they were taken off.
        pub points: i32,
        /// When.
        pub created_at: Timestamp,
    }
}

/// A page of an author's replies to topics that the reader may see, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn replies(
    db: &impl Door,
    author: UserId,
    seen: &[CategoryVisibility],
    window: Window,
) -> Result<Vec<AuthoredReplyRow>, DbError> {
    let (time, id) = position(window.after);
    let seen = words(seen);
    db.rows(REPLIES.when(&[("after", window.after.is_some())]), args![
        window.limit => INT8, window.offset => INT8, author => UUID, seen => TEXT_ARRAY, time => TIMESTAMPTZ, id => UUID,
    ])
    .await
}

/// What a user has published where the reader may see it, newest first, after a position.
///
/// # Errors
/// [`DbError`].
pub async fn activity(
    db: &impl Door,
    user: UserId,
    seen: &[CategoryVisibility],
    after: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<ActivityRow>, DbError> {
    let (time, id) = position(after);
    let seen = words(seen);
    db.rows(
        ACTIVITY.when(&[("after", after.is_some())]),
        args![
            limit => INT8, user => UUID, seen => TEXT_ARRAY, time => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}

/// A user's points; none: the user never had any.
///
/// # Errors
/// [`DbError`].
pub async fn reputation(db: &impl Door, user: UserId) -> Result<Option<ReputationRow>, DbError> {
    db.maybe(&REPUTATION, args![user => UUID]).await
}

/// What a user was last given points for, at most `limit` times.
///
/// # Errors
/// [`DbError`].
pub async fn reputation_events(
    db: &impl Door,
    user: UserId,
    limit: i64,
) -> Result<Vec<ReputationEventRow>, DbError> {
    db.rows(&REPUTATION_EVENTS, args![user => UUID, limit => INT8]).await
}

fn position(after: Option<(i64, Uuid)>) -> (Timestamp, Uuid) {
    let (key, id) = after.unwrap_or_default();
    (Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX), id)
}

fn words(seen: &[CategoryVisibility]) -> Vec<&'static str> {
    seen.iter().map(|visibility| visibility.as_str()).collect()
}
