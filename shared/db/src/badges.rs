//! Badges, and who has earned which.

use jiff::Timestamp;
use neurmatic_core::ids::{BadgeId, UserId};
use neurmatic_core::words::{BadgeCategory, BadgeCriterion, BadgeType};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "badges":
    AWARD = "award",
    CHECKED = "checked",
    LIST = "list",
    LOCK_CHECK = "lock_check",
    OF_USER = "of_user",
    PEOPLE = "people",
}

rows! {
    /// A badge.
    pub struct BadgeRow {
        /// Its id.
        pub id: BadgeId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// What one gets it for.
        pub description: String,
        /// How hard it is to get.
        pub badge_type: BadgeType,
        /// What it is about.
        pub category: BadgeCategory,
        /// Which fact counts.
        pub criterion: BadgeCriterion,
        /// How much of it is enough; none for what is given by hand.
        pub threshold: Option<i32>,
        /// How many have it.
        pub holder_count: i32,
    }

    /// A badge that a user has.
    pub struct EarnedRow {
        /// The badge.
        pub id: BadgeId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// What one gets it for.
        pub description: String,
        /// How hard it is to get.
        pub badge_type: BadgeType,
        /// What it is about.
        pub category: BadgeCategory,
        /// Since when the user has it.
        pub earned_at: Timestamp,
    }

    /// A badge that was given, and to whom.
    pub struct GivenRow {
        /// The badge.
        pub id: BadgeId,
        /// Its slug.
        pub slug: String,
        /// Its name.
        pub name: String,
        /// What one gets it for.
        pub description: String,
        /// Who has got it.
        pub users: Vec<UserId>,
    }
}

/// Every badge, in its order.
///
/// # Errors
/// [`DbError`].
pub async fn list(db: &impl Door) -> Result<Vec<BadgeRow>, DbError> {
    db.rows(&LIST, args![]).await
}

/// What a user has earned, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn of_user(db: &impl Door, user: UserId) -> Result<Vec<EarnedRow>, DbError> {
    db.rows(&OF_USER, args![user => UUID]).await
}

/// Waits for its turn, and says up to when facts were looked at; 1970 when never.
///
/// # Errors
/// [`DbError`].
pub async fn lock_check(tx: &impl Door) -> Result<Timestamp, DbError> {
    let micros: i64 = tx.one(&LOCK_CHECK, args![]).await?;
    Ok(Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// Up to `limit` users after one, in the order of their ids: those whose facts have changed since a time, or any.
///
/// # Errors
/// [`DbError`].
pub async fn people(
    db: &impl Door,
    changed_since: Option<Timestamp>,
    after: UserId,
    limit: i64,
) -> Result<Vec<UserId>, DbError> {
    let statement = PEOPLE.when(&[("changed", changed_since.is_some())]);
    let since = changed_since.unwrap_or(Timestamp::UNIX_EPOCH);
    let people: Vec<Uuid> =
        db.rows(statement, args![since => TIMESTAMPTZ, after => UUID, limit => INT8]).await?;
    Ok(people.into_iter().map(UserId).collect())
}

/// Gives these users the badges that facts entitle them to. Days end at `now`'s. Returns what was given to whom.
///
/// # Errors
/// [`DbError`].
pub async fn award(tx: &impl Door, people: &[UserId], now: Timestamp) -> Result<Vec<GivenRow>, DbError> {
    tx.rows(&AWARD, args![people => UUID_ARRAY, now => TIMESTAMPTZ]).await
}

/// Notes up to when everybody's facts were looked at; an earlier time than is known changes nothing.
///
/// # Errors
/// [`DbError`].
pub async fn checked(tx: &impl Door, at: Timestamp) -> Result<(), DbError> {
    tx.run(&CHECKED, args![at => TIMESTAMPTZ]).await
}
