//! Who follows what.

use jiff::Timestamp;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::{CategoryVisibility, FollowableType, UserStatus};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

pub use crate::articles::Window;

queries! { "follows":
    DELETE = "delete",
    FOLLOWERS = "followers",
    INSERT = "insert",
    IS_FOLLOWED = "is_followed",
    LIST = "list",
    LOCK_USERS = "lock_users",
    TARGET = "target",
}

/// Follows of a user at most: the feed looks at each.
pub const FOLLOWS_MAX: i32 = 500;

/// Something that can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// What kind of thing.
    pub kind: FollowableType,
    /// Which.
    pub id: Uuid,
}

rows! {
    /// A user who is locked.
    pub struct LockedUserRow {
        /// The user.
        pub id: UserId,
        /// Whether the account may be used.
        pub status: UserStatus,
        /// How much the user follows.
        pub following_count: i32,
    }

    /// Something that a user follows.
    pub struct FollowRow {
        /// What kind of thing.
        pub target_type: FollowableType,
        /// Which.
        pub target_id: Uuid,
        /// Its slug, or a user's name.
        pub slug: String,
        /// What to call it.
        pub name: String,
        /// Its picture.
        pub image_url: Option<String>,
        /// A tag or category of the forum, not of articles.
        pub is_of_forum: bool,
        /// Since when.
        pub created_at: Timestamp,
    }

    /// Somebody who follows something.
    pub struct FollowerRow {
        /// The user.
        pub id: UserId,
        /// The user's name at the platform.
        pub username: String,
        /// What to call the user.
        pub name: String,
        /// The user's picture.
        pub avatar_url: Option<String>,
        /// Since when.
        pub created_at: Timestamp,
    }
}

/// Locks the follower, and the one who is followed, in the order of their ids.
///
/// # Errors
/// [`DbError`].
pub async fn lock_users(tx: &impl Door, ids: &[UserId]) -> Result<Vec<LockedUserRow>, DbError> {
    tx.rows(&LOCK_USERS, args![ids => UUID_ARRAY]).await
}

/// How many follow something that may be seen; none when there is no such thing.
///
/// # Errors
/// [`DbError`].
pub async fn followers_of(
    db: &impl Door,
    target: Target,
    seen: &[CategoryVisibility],
) -> Result<Option<i32>, DbError> {
    let is = |kind| target.kind == kind;
    let statement = TARGET.when(&[
        ("user", is(FollowableType::User)),
        ("company", is(FollowableType::Company)),
        ("model", is(FollowableType::Model)),
        ("tag", is(FollowableType::Tag)),
        ("category", is(FollowableType::Category)),
    ]);
    db.maybe(statement, args![target.id => UUID, seen => TEXT_ARRAY]).await
}

/// Whether a user follows something.
///
/// # Errors
/// [`DbError`].
pub async fn is_followed(db: &impl Door, user: UserId, target: Target) -> Result<bool, DbError> {
    db.one(&IS_FOLLOWED, args![user => UUID, target.kind => TEXT, target.id => UUID]).await
}

/// Follows something that is there. Whoever follows is locked. False: the user did before.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &impl Door, user: UserId, target: Target) -> Result<bool, DbError> {
    let args = args![user => UUID, target.kind => TEXT, target.id => UUID];
    Ok(tx.maybe::<bool>(&INSERT, args).await?.is_some())
}

/// Follows something no longer. Whoever followed is locked.
///
/// # Errors
/// [`DbError`].
pub async fn delete(tx: &impl Door, user: UserId, target: Target) -> Result<(), DbError> {
    tx.run(&DELETE, args![user => UUID, target.kind => TEXT, target.id => UUID]).await
}

/// What a user follows and may see, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    user: UserId,
    seen: &[CategoryVisibility],
    kind: Option<FollowableType>,
    window: Window,
) -> Result<Vec<FollowRow>, DbError> {
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    let statement = LIST.when(&[("type", kind.is_some()), ("after", window.after.is_some())]);
    db.rows(
        statement,
        args![
            window.limit => INT8, window.offset => INT8, user => UUID, seen => TEXT_ARRAY, kind => TEXT,
            time => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}

/// Who follows something, newest first; without whom the asker blocks.
///
/// # Errors
/// [`DbError`].
pub async fn followers(
    db: &impl Door,
    asker: UserId,
    target: Target,
    window: Window,
) -> Result<Vec<FollowerRow>, DbError> {
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    let statement = FOLLOWERS.when(&[("after", window.after.is_some())]);
    db.rows(
        statement,
        args![
            window.limit => INT8, window.offset => INT8, asker => UUID, target.kind => TEXT, target.id => UUID,
            time => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}
