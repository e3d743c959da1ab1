//! What visitors do: events, the figures of each day that come of them, and which articles are trending.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use neurmatic_core::analytics::VisitorEvent;
use neurmatic_core::ids::{ArticleId, UserId};
use postgres_types::Json;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "analytics":
    ARTICLE = "article",
    ARTICLE_DAYS = "article_days",
    FLAG_TRENDING = "flag_trending",
    PLATFORM_DAYS = "platform_days",
    RECORD = "record",
    UNSETTLED_DAYS = "unsettled_days",
    WRITE_ARTICLE_DAYS = "write_article_days",
    WRITE_PLATFORM_DAY = "write_platform_day",
}

rows! {
    /// An article's author, and all that was counted of it so far.
    pub struct ArticleRow {
        /// Who wrote it, if there is an account behind it.
        pub author_id: Option<UserId>,
        /// Whether readers see it.
        pub is_published: bool,
        /// Views.
        pub view_count: i64,
        /// Bookmarks.
        pub bookmark_count: i32,
        /// Times that it was passed on.
        pub share_count: i32,
        /// Readings, of the days that were counted.
        pub reads: i64,
        /// How long they took together, in seconds.
        pub read_secs: i64,
    }

    /// What an article was to its readers on a day.
    pub struct ArticleDayRow {
        /// The day, in UTC.
        pub day: Date,
        /// Views.
        pub views: i32,
        /// Different viewers.
        pub viewers: i32,
        /// Readings.
        pub reads: i32,
        /// How long they took together, in seconds.
        pub read_secs: i64,
        /// Times that it was passed on.
        pub shares: i32,
    }

    /// What happened on the platform on a day.
    pub struct PlatformDayRow {
        /// The day, in UTC.
        pub day: Date,
        /// Accounts that were made.
        pub signups: i32,
        /// Users who did something.
        pub active_users: i32,
        /// Different visitors, signed in or not.
        pub visitors: i32,
        /// Articles that were published.
        pub articles: i32,
        /// Topics that were begun.
        pub topics: i32,
        /// Replies that were written.
        pub replies: i32,
        /// Jobs that were published.
        pub jobs: i32,
        /// Applications that were sent.
        pub applications: i32,
        /// Views of articles.
        pub views: i32,
        /// Readings of articles.
        pub reads: i32,
        /// Times that articles were passed on.
        pub shares: i32,
        /// Pages that were looked at.
        pub page_views: i32,
        /// Searches.
        pub searches: i32,
        /// Events of every kind.
        pub events: i32,
        /// When this was counted.
        pub updated_at: Timestamp,
    }
}

/// Whose events they are, and when they were told.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The user, if signed in.
    pub user: Option<UserId>,
    /// Keyed hash of the user or the address, 32 bytes.
    pub visitor_hash: &'a [u8],
    /// When.
    pub at: Timestamp,
}

/// How many articles trend, and from which score on.
#[derive(Clone, Copy, Debug)]
pub struct Trending {
    /// Only a higher score trends, 0 to 1.
    pub above: f64,
    /// Articles at most.
    pub most: i64,
}

/// Writes the events of one call. What is said of an article that readers don't see is left out; a reading of an article is
/// one a visitor and day, by the longest, a sharing one a visitor, day and platform.
///
/// # Errors
/// [`DbError`].
pub async fn record(tx: &impl Door, told: Told<'_>, events: &[VisitorEvent]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = events.iter().map(|_| Uuid::now_v7()).collect();
    let events = Json(events);
    let args = args![
        told.user => UUID, told.visitor_hash => BYTEA, told.at => TIMESTAMPTZ, ids => UUID_ARRAY, events => JSONB,
    ];
    tx.run(&RECORD, args).await
}

/// Writes the figures of a day anew. Whoever writes the same day's at once waits.
///
/// # Errors
/// [`DbError`].
pub async fn write_day(tx: &impl Door, day: Date) -> Result<(), DbError> {
    let (from, until) = bounds(day);
    let args = args![day => DATE, from => TIMESTAMPTZ, until => TIMESTAMPTZ];
    tx.run(&WRITE_PLATFORM_DAY, args).await?;
    tx.run(&WRITE_ARTICLE_DAYS, args).await
}

/// Of so many days before a day those whose figures are missing, or were counted before a day had passed since their end.
///
/// # Errors
/// [`DbError`].
pub async fn unsettled_days(db: &impl Door, before: Date, days: i32) -> Result<Vec<Date>, DbError> {
    db.rows(&UNSETTLED_DAYS, args![before => DATE, days => INT4]).await
}

/// Flags the articles that trend at a moment, and no other. Returns those whose flag has changed.
///
/// # Errors
/// [`DbError`].
pub async fn flag_trending(
    tx: &impl Door,
    at: Timestamp,
    trending: Trending,
) -> Result<Vec<ArticleId>, DbError> {
    let args = args![at => TIMESTAMPTZ, trending.above => FLOAT8, trending.most => INT8];
    let ids: Vec<Uuid> = tx.rows(&FLAG_TRENDING, args).await?;
    Ok(ids.into_iter().map(ArticleId).collect())
}

/// An article's author, and all that was counted of it.
///
/// # Errors
/// [`DbError`].
pub async fn article(db: &impl Door, article: ArticleId) -> Result<Option<ArticleRow>, DbError> {
    db.maybe(&ARTICLE, args![article => UUID]).await
}

/// What an article was to its readers on each of so many days from a day on.
///
/// # Errors
/// [`DbError`].
pub async fn article_days(
    db: &impl Door,
    article: ArticleId,
    from: Date,
    days: i32,
) -> Result<Vec<ArticleDayRow>, DbError> {
    db.rows(&ARTICLE_DAYS, args![article => UUID, from => DATE, days => INT4]).await
}

/// What happened on the platform from one day to another, both included; days that weren't counted yet are missing.
///
/// # Errors
/// [`DbError`].
pub async fn platform_days(db: &impl Door, from: Date, to: Date) -> Result<Vec<PlatformDayRow>, DbError> {
    db.rows(&PLATFORM_DAYS, args![from => DATE, to => DATE]).await
}

/// When a day begins and ends, in UTC.
fn bounds(day: Date) -> (Timestamp, Timestamp) {
    let begins = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN);
    (begins, begins.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_twenty_four_hours() {
        let (from, until) = bounds(jiff::civil::date(2026, 3, 29));
        assert_eq!(from.to_string(), "2026-03-29T00:00:00Z");
        assert_eq!(until.to_string(), "2026-03-30T00:00:00Z");
    }
}
