//! Leaderboards: who has earned most of late, and ever.

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::LeaderboardPeriod;

use crate::{DbError, Door, args, queries, rows};

queries! { "leaderboards":
    CLEAR = "clear",
    ENTRIES = "entries",
    FILL = "fill",
    GET = "get",
    LOCK = "lock",
    WRITTEN = "written",
}

rows! {
    /// What a leaderboard counts; both none until it was first written.
    pub struct LeaderboardRow {
        /// From when.
        pub begins_at: Option<Timestamp>,
        /// Until when.
        pub updated_at: Option<Timestamp>,
    }

    /// A place of a leaderboard.
    pub struct EntryRow {
        /// Which place, from 1.
        pub rank: i32,
        /// Whose.
        pub user_id: UserId,
        /// The user's name at the platform.
        pub username: String,
        /// What to call the user.
        pub name: String,
        /// The user's picture.
        pub avatar_url: Option<String>,
        /// What the user has earned in the period.
        pub reputation_gain: i64,
        /// Topics that the user has begun in it.
        pub post_count: i32,
        /// Replies that the user has written in it.
        pub reply_count: i32,
        /// Replies of the user that were accepted in it.
        pub accepted_count: i32,
    }
}

/// What one leaderboard is to hold.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Which.
    pub period: LeaderboardPeriod,
    /// What was earned from then counts.
    pub begins_at: Timestamp,
    /// What was earned before then counts.
    pub ends_at: Timestamp,
    /// Everything counts, whenever it was earned: then the sums that are kept are taken.
    pub is_everything: bool,
    /// Places at most.
    pub places: i64,
}

/// Writes a leaderboard anew; readers see the old one until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn write(tx: &impl Door, span: &Span) -> Result<(), DbError> {
    let period = span.period;
    tx.run(&LOCK, args![period => TEXT]).await?;
    tx.run(&CLEAR, args![period => TEXT]).await?;
    let statement = FILL.when(&[("since", !span.is_everything)]);
    tx.run(
        statement,
        args![period => TEXT, span.begins_at => TIMESTAMPTZ, span.ends_at => TIMESTAMPTZ, span.places => INT8],
    )
    .await?;
    let args = args![period => TEXT, span.begins_at => TIMESTAMPTZ, span.ends_at => TIMESTAMPTZ];
    tx.run(&WRITTEN, args).await
}

/// What a leaderboard counts.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, period: LeaderboardPeriod) -> Result<LeaderboardRow, DbError> {
    db.one(&GET, args![period => TEXT]).await
}

/// A leaderboard's places, the first first.
///
/// # Errors
/// [`DbError`].
pub async fn entries(db: &impl Door, period: LeaderboardPeriod) -> Result<Vec<EntryRow>, DbError> {
    db.rows(&ENTRIES, args![period => TEXT]).await
}
