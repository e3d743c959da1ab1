//! What a user was told, as the user reads it, and how the user wants to be told.

use jiff::Timestamp;
use jiff::civil::Time;
use neurmatic_core::ids::{NotificationId, UserId};
use neurmatic_core::words::{NotificationFrequency, NotificationType};
use uuid::Uuid;

use crate::notices::bundle_key;
use crate::{DbError, Door, args, queries, rows};

pub use crate::articles::Window;

queries! { "notifications":
    COUNTS = "counts",
    DELETE = "delete",
    LIST = "list",
    LOCK = "lock",
    PREFERENCES = "preferences",
    PUT_PREFERENCES = "put_preferences",
    PUT_QUIET_HOURS = "put_quiet_hours",
    QUIET_HOURS = "quiet_hours",
    READ = "read",
    READ_ALL = "read_all",
    READ_BUNDLE = "read_bundle",
}

rows! {
    /// A notification.
    pub struct CardRow {
        /// Its id.
        pub id: NotificationId,
        /// Microseconds since 1970.
        pub key: i64,
        /// What it is about.
        pub r#type: NotificationType,
        /// What happened, in a line.
        pub title: String,
        /// What happened.
        pub message: String,
        /// Where it leads, on the site.
        pub action_path: Option<String>,
        /// What it is about.
        pub reference_id: Option<Uuid>,
        /// Whose doing it was.
        pub actor_id: Option<UserId>,
        /// That user's name in addresses; none when the account is gone.
        pub actor_username: Option<String>,
        /// That user's name as shown.
        pub actor_name: Option<String>,
        /// How many it stands for.
        pub bundle_count: i32,
        /// When it was read.
        pub read_at: Option<Timestamp>,
        /// When the first of them came.
        pub created_at: Timestamp,
        /// When the last of them came.
        pub updated_at: Timestamp,
    }

    /// How many notifications a user has.
    pub struct CountsRow {
        /// That are shown.
        pub shown_count: i32,
        /// That are shown and unread.
        pub unread_count: i32,
    }

    /// What a user wants otherwise than by default.
    pub struct PreferenceRow {
        /// Of what.
        pub r#type: NotificationType,
        /// `in_app` or `email`.
        pub channel: String,
        /// How soon.
        pub frequency: NotificationFrequency,
    }

    /// When a user isn't to be disturbed; all but the time zone is none when the user never said.
    pub struct QuietHoursRow {
        /// Where the user is.
        pub timezone: String,
        /// Whether it holds now.
        pub is_on: Option<bool>,
        /// When it begins.
        pub from_time: Option<Time>,
        /// When it ends; on the next day when that is before it begins.
        pub until_time: Option<Time>,
        /// The days on which it begins; 0 is Sunday.
        pub days: Option<Vec<i16>>,
    }
}

/// Which notifications a list holds; all filters must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Unread ones only.
    pub unread: bool,
    /// Of this type.
    pub kind: Option<NotificationType>,
}

/// How a user wants to be told of something by one channel.
#[derive(Clone, Copy, Debug)]
pub struct Preference {
    /// Of what.
    pub kind: NotificationType,
    /// `in_app` or `email`.
    pub channel: &'static str,
    /// How soon.
    pub frequency: NotificationFrequency,
}

/// A page of a user's notifications, newest first.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    user: UserId,
    filter: Filter,
    window: Window,
) -> Result<Vec<CardRow>, DbError> {
    let flags =
        [("unread", filter.unread), ("type", filter.kind.is_some()), ("after", window.after.is_some())];
    let (key, id) = window.after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    db.rows(LIST.when(&flags), args![
        window.limit => INT8, window.offset => INT8, user => UUID, filter.kind => TEXT, time => TIMESTAMPTZ, id => UUID,
    ])
    .await
}

/// How many notifications a user has; exact.
///
/// # Errors
/// [`DbError`].
pub async fn counts(db: &impl Door, user: UserId) -> Result<CountsRow, DbError> {
    let counts = db.maybe(&COUNTS, args![user => UUID]).await?;
    Ok(counts.unwrap_or(CountsRow { shown_count: 0, unread_count: 0 }))
}

/// Takes the lock of a user's notifications. False: the user has none.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door, user: UserId) -> Result<bool, DbError> {
    Ok(tx.maybe::<bool>(&LOCK, args![user => UUID]).await?.is_some())
}

/// Marks one as read. False: it isn't the user's. The user's lock is held.
///
/// # Errors
/// [`DbError`].
pub async fn read(tx: &impl Door, user: UserId, id: NotificationId) -> Result<bool, DbError> {
    let found = tx.raw(READ.when(&[]), args![user => UUID, id => UUID]).await?;
    Ok(!found.is_empty())
}

/// Marks all as read, or all that had come by a moment. The user's lock is held.
///
/// # Errors
/// [`DbError`].
pub async fn read_all(tx: &impl Door, user: UserId, until: Option<Timestamp>) -> Result<(), DbError> {
    let statement = READ_ALL.when(&[("until", until.is_some())]);
    tx.run(statement, args![user => UUID, until => TIMESTAMPTZ]).await
}

/// Marks as read what is told of one thing, of a type that is bundled. The user's lock is held.
///
/// # Errors
/// [`DbError`].
pub async fn read_bundle(
    tx: &impl Door,
    user: UserId,
    kind: NotificationType,
    reference: Uuid,
) -> Result<(), DbError> {
    let key = bundle_key(kind, Some(reference));
    tx.run(&READ_BUNDLE, args![user => UUID, key => TEXT]).await
}

/// Takes one away. The user's lock is held.
///
/// # Errors
/// [`DbError`].
pub async fn delete(tx: &impl Door, user: UserId, id: NotificationId) -> Result<(), DbError> {
    tx.run(&DELETE, args![user => UUID, id => UUID]).await
}

/// What a user wants otherwise than by default.
///
/// # Errors
/// [`DbError`].
pub async fn preferences(db: &impl Door, user: UserId) -> Result<Vec<PreferenceRow>, DbError> {
    db.rows(&PREFERENCES, args![user => UUID]).await
}

/// Changes how a user wants to be told; each type and channel at most once.
///
/// # Errors
/// [`DbError`].
pub async fn put_preferences(tx: &impl Door, user: UserId, changes: &[Preference]) -> Result<(), DbError> {
    if changes.is_empty() {
        return Ok(());
    }
    let types: Vec<&str> = changes.iter().map(|change| change.kind.as_str()).collect();
    let channels: Vec<&str> = changes.iter().map(|change| change.channel).collect();
    let frequencies: Vec<&str> = changes.iter().map(|change| change.frequency.as_str()).collect();
    let args = args![user => UUID, types => TEXT_ARRAY, channels => TEXT_ARRAY, frequencies => TEXT_ARRAY];
    tx.run(&PUT_PREFERENCES, args).await
}

/// When a user isn't to be disturbed. None: there is no such user.
///
/// # Errors
/// [`DbError`].
pub async fn quiet_hours(db: &impl Door, user: UserId) -> Result<Option<QuietHoursRow>, DbError> {
    db.maybe(&QUIET_HOURS, args![user => UUID]).await
}

/// Changes when a user isn't to be disturbed.
///
/// # Errors
/// [`DbError`].
pub async fn put_quiet_hours(
    tx: &impl Door,
    user: UserId,
    is_on: bool,
    (from, until): (Time, Time),
    days: &[i16],
) -> Result<(), DbError> {
    let args = args![user => UUID, is_on => BOOL, from => TIME, until => TIME, days => INT2_ARRAY];
    tx.run(&PUT_QUIET_HOURS, args).await
}
