//! Digests by mail: when they are due, for whom, and what is in them.

use jiff::Timestamp;
use jiff::civil::Time;
use neurmatic_core::ids::UserId;
use neurmatic_core::words::DigestType;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "digests":
    ACTIVITY = "activity",
    CLAIM = "claim",
    DISCUSSIONS = "discussions",
    GET = "get",
    JOBS = "jobs",
    PLAN = "plan",
    PUT = "put",
    PUT_PLAN = "put_plan",
    RECEIVERS = "receivers",
    SENT = "sent",
    STORIES = "stories",
}

rows! {
    /// A digest that is due.
    pub struct ClaimRow {
        /// Whose.
        pub user_id: UserId,
        /// Which.
        pub r#type: DigestType,
        /// Whether it is to be sent: its user is not on vacation, and had none of the kind in the last 20 hours.
        pub is_wanted: bool,
    }

    /// Somebody who gets a digest.
    pub struct ReceiverRow {
        /// Who.
        pub user_id: UserId,
        /// The address.
        pub email: String,
        /// The language.
        pub locale: String,
        /// Whether articles are wanted.
        pub includes_news: bool,
        /// Whether topics are wanted.
        pub includes_forum: bool,
        /// Whether jobs are wanted.
        pub includes_jobs: bool,
        /// Whether what the user was told is wanted.
        pub includes_activity: bool,
        /// What has less in it isn't sent.
        pub min_items: i32,
    }

    /// Something in a digest.
    pub struct ItemRow {
        /// What it is.
        pub title: String,
        /// What there is to say of it.
        pub text: String,
        /// Where it lies, on the site.
        pub path: String,
    }

    /// Something that a user was told.
    pub struct ActivityRow {
        /// Who.
        pub user_id: UserId,
        /// What it is.
        pub title: String,
        /// What there is to say of it.
        pub text: String,
        /// Where it lies, on the site.
        pub path: String,
    }

    /// How a user wants digests.
    pub struct SettingsRow {
        /// Where the user is.
        pub timezone: String,
        /// Whether the daily one is wanted.
        pub is_daily: bool,
        /// When.
        pub daily_at: Time,
        /// Whether the weekly one is wanted.
        pub is_weekly: bool,
        /// When.
        pub weekly_at: Time,
        /// On which day; 0 is Sunday.
        pub weekday: i16,
        /// Whether articles are wanted.
        pub includes_news: bool,
        /// Whether topics are wanted.
        pub includes_forum: bool,
        /// Whether jobs are wanted.
        pub includes_jobs: bool,
        /// Whether what the user was told is wanted.
        pub includes_activity: bool,
        /// What has less in it isn't sent.
        pub min_items: i32,
        /// Whether none is wanted for now.
        pub is_on_vacation: bool,
        /// Until when.
        pub vacation_until: Option<Timestamp>,
    }
}

/// A span of time: after its beginning, up to its end.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Its beginning.
    pub after: Timestamp,
    /// Its end.
    pub until: Timestamp,
}

/// A change of what a user wants in digests; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsChange {
    /// Whether articles are wanted.
    pub includes_news: Option<bool>,
    /// Whether topics are wanted.
    pub includes_forum: Option<bool>,
    /// Whether jobs are wanted.
    pub includes_jobs: Option<bool>,
    /// Whether what the user was told is wanted.
    pub includes_activity: Option<bool>,
    /// What has less in it isn't sent.
    pub min_items: Option<i32>,
    /// Whether none is wanted for now, and until when.
    pub vacation: Option<(bool, Option<Timestamp>)>,
}

/// A change of when a user wants a digest; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlanChange {
    /// Whether it is wanted.
    pub is_on: Option<bool>,
    /// When.
    pub at: Option<Time>,
    /// On which day; 0 is Sunday.
    pub weekday: Option<i16>,
}

/// Works out up to `limit` plans that were changed; how many there were.
///
/// # Errors
/// [`DbError`].
pub async fn plan(tx: &impl Door, now: Timestamp, limit: i64) -> Result<i64, DbError> {
    tx.one(&PLAN, args![now => TIMESTAMPTZ, limit => INT8]).await
}

/// Takes up to `limit` digests that are due, and plans the ones after them.
///
/// # Errors
/// [`DbError`].
pub async fn claim(tx: &impl Door, now: Timestamp, limit: i64) -> Result<Vec<ClaimRow>, DbError> {
    tx.rows(&CLAIM, args![now => TIMESTAMPTZ, limit => INT8]).await
}

/// What these users want, of those whose mail goes somewhere.
///
/// # Errors
/// [`DbError`].
pub async fn receivers(db: &impl Door, users: &[UserId]) -> Result<Vec<ReceiverRow>, DbError> {
    db.rows(&RECEIVERS, args![users => UUID_ARRAY]).await
}

/// Notes that these users get a digest, and returns those who may: who had one within 20 hours doesn't.
///
/// # Errors
/// [`DbError`].
pub async fn sent(
    tx: &impl Door,
    users: &[UserId],
    kind: DigestType,
    at: Timestamp,
) -> Result<Vec<UserId>, DbError> {
    let args = args![users => UUID_ARRAY, kind => TEXT, at => TIMESTAMPTZ];
    let users: Vec<Uuid> = tx.rows(&SENT, args).await?;
    Ok(users.into_iter().map(UserId).collect())
}

/// The articles of a span that were read most.
///
/// # Errors
/// [`DbError`].
pub async fn stories(db: &impl Door, span: Span, limit: i64) -> Result<Vec<ItemRow>, DbError> {
    db.rows(&STORIES, args![span.after => TIMESTAMPTZ, span.until => TIMESTAMPTZ, limit => INT8]).await
}

/// The public topics of a span with the most replies.
///
/// # Errors
/// [`DbError`].
pub async fn discussions(db: &impl Door, span: Span, limit: i64) -> Result<Vec<ItemRow>, DbError> {
    db.rows(&DISCUSSIONS, args![span.after => TIMESTAMPTZ, span.until => TIMESTAMPTZ, limit => INT8]).await
}

/// The newest open jobs of a span.
///
/// # Errors
/// [`DbError`].
pub async fn jobs(db: &impl Door, span: Span, limit: i64) -> Result<Vec<ItemRow>, DbError> {
    db.rows(&JOBS, args![span.after => TIMESTAMPTZ, span.until => TIMESTAMPTZ, limit => INT8]).await
}

/// What these users were told in a span for such a digest and haven't read: up to `limit` of each.
///
/// # Errors
/// [`DbError`].
pub async fn activity(
    db: &impl Door,
    users: &[UserId],
    kind: DigestType,
    span: Span,
    limit: i64,
) -> Result<Vec<ActivityRow>, DbError> {
    db.rows(&ACTIVITY, args![
        users => UUID_ARRAY, kind => TEXT, span.after => TIMESTAMPTZ, span.until => TIMESTAMPTZ, limit => INT8,
    ])
    .await
}

/// How a user wants digests. None: there is no such user.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, user: UserId) -> Result<Option<SettingsRow>, DbError> {
    db.maybe(&GET, args![user => UUID]).await
}

/// Changes what a user wants in digests.
///
/// # Errors
/// [`DbError`].
pub async fn put(tx: &impl Door, user: UserId, change: &SettingsChange) -> Result<(), DbError> {
    let (on_vacation, until) = (change.vacation.map(|it| it.0), change.vacation.and_then(|it| it.1));
    tx.run(&PUT, args![
        user => UUID, change.includes_news => BOOL, change.includes_forum => BOOL, change.includes_jobs => BOOL,
        change.includes_activity => BOOL, change.min_items => INT4, on_vacation => BOOL, until => TIMESTAMPTZ,
    ])
    .await
}

/// Changes when a user wants a digest.
///
/// # Errors
/// [`DbError`].
pub async fn put_plan(
    tx: &impl Door,
    user: UserId,
    kind: DigestType,
    change: PlanChange,
) -> Result<(), DbError> {
    tx.run(
        &PUT_PLAN,
        args![
            user => UUID, kind => TEXT, change.is_on => BOOL, change.at => TIME, change.weekday => INT2,
        ],
    )
    .await
}
