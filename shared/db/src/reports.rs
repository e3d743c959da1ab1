//! Reports of what should not be here, and what moderators decide on them.

use jiff::Timestamp;
use neurmatic_core::ids::{ForumCategoryId, ReportId, TopicId, UserId};
use neurmatic_core::words::{CategoryVisibility, ReportReason, ReportStatus, ReportTarget};
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "reports":
    COUNT = "count",
    DECIDE = "decide",
    FLAG = "flag",
    GET = "get",
    INSERT = "insert",
    LIST = "list",
    LOCK_TARGET = "lock_target",
    LOCK_TOPIC_OF_REPLY = "lock_topic_of_reply",
    REVIEW = "review",
    SET_HIDDEN = "set_hidden",
}

/// The most that [`count`] counts.
pub const COUNT_MAX: i64 = 10_000;

rows! {
    /// What is reported, locked.
    pub struct ReportedRow {
        /// Its topic, or itself; none for a message.
        pub topic_id: Option<TopicId>,
        /// The topic's category.
        pub category_id: Option<ForumCategoryId>,
        /// Who sees the topic.
        pub visibility: Option<CategoryVisibility>,
        /// Whose it is, unless the account is gone.
        pub author_id: Option<UserId>,
        /// To whom a message was written, who alone sees it beside its author.
        pub recipient_id: Option<UserId>,
        /// Neither hidden nor taken away.
        pub is_shown: bool,
        /// Hidden by reports or a moderator.
        pub is_hidden: bool,
    }

    /// A report, as the queue shows it.
    pub struct ReportRow {
        /// Its id.
        pub id: ReportId,
        /// Who reported; none: the platform, or an account that is gone.
        pub reporter_id: Option<UserId>,
        /// The reporter's username.
        pub reporter_username: Option<String>,
        /// What kind of thing.
        pub target_type: ReportTarget,
        /// Which.
        pub target_id: Uuid,
        /// Why.
        pub reason: ReportReason,
        /// What the reporter wrote.
        pub description: Option<String>,
        /// What became of it.
        pub status: ReportStatus,
        /// Who decided.
        pub resolved_by: Option<String>,
        /// When.
        pub resolved_at: Option<Timestamp>,
        /// Why so.
        pub resolution_note: Option<String>,
        /// When it came.
        pub created_at: Timestamp,
        /// Whose it is, unless the account is gone.
        pub author_id: Option<UserId>,
        /// The author's username.
        pub author_username: Option<String>,
        /// The topic that it belongs to.
        pub topic_id: Option<TopicId>,
        /// The topic's title.
        pub topic_title: Option<String>,
        /// The first 300 characters; of a message all of them.
        pub excerpt: Option<String>,
        /// Whether it is hidden now.
        pub is_hidden: Option<bool>,
    }

    /// What a report is about.
    pub struct ReportKeyRow {
        /// Its id.
        pub id: ReportId,
        /// What kind of thing.
        pub target_type: ReportTarget,
        /// Which.
        pub target_id: Uuid,
        /// What became of it.
        pub status: ReportStatus,
    }
}

/// A new report.
#[derive(Clone, Debug)]
pub struct NewReport<'a> {
    /// Its id.
    pub id: ReportId,
    /// Who reports.
    pub reporter: UserId,
    /// What kind of thing.
    pub target_type: ReportTarget,
    /// Which.
    pub target: Uuid,
    /// Why.
    pub reason: ReportReason,
    /// More about it.
    pub description: Option<&'a str>,
}

/// A moderator's decision.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    /// What becomes of the report.
    pub status: ReportStatus,
    /// Who decides.
    pub moderator: UserId,
    /// Why so.
    pub note: Option<&'a str>,
}

fn flags(target_type: ReportTarget) -> [(&'static str, bool); 3] {
    [ReportTarget::Topic, ReportTarget::Reply, ReportTarget::Message]
        .map(|kind| (kind.as_str(), kind == target_type))
}

/// Locks what is reported, and its topic before, if it has one; none when there is no such thing.
///
/// # Errors
/// [`DbError`].
pub async fn lock_target(
    tx: &impl Door,
    target_type: ReportTarget,
    target: Uuid,
) -> Result<Option<ReportedRow>, DbError> {
    if target_type == ReportTarget::Reply {
        tx.run(&LOCK_TOPIC_OF_REPLY, args![target => UUID]).await?;
    }
    tx.maybe(LOCK_TARGET.when(&flags(target_type)), args![target => UUID]).await
}

/// Reports something, which is locked.
///
/// # Errors
/// [`DbError::Taken`] with `reports_once`.
pub async fn insert(tx: &impl Door, new: &NewReport<'_>) -> Result<(), DbError> {
    tx.run(&INSERT, args![
        new.id => UUID, new.reporter => UUID, new.target_type => TEXT, new.target => UUID, new.reason => TEXT,
        new.description => TEXT,
    ])
    .await
}

/// Reports what looks like spam, in the platform's name.
///
/// # Errors
/// [`DbError`].
pub async fn flag(tx: &impl Door, target_type: ReportTarget, target: Uuid) -> Result<(), DbError> {
    let id = ReportId::new();
    tx.run(&FLAG, args![id => UUID, target_type => TEXT, target => UUID]).await
}

/// Reports in a state, oldest first, after a time in microseconds and an id.
///
/// # Errors
/// [`DbError`].
pub async fn list(
    db: &impl Door,
    status: ReportStatus,
    after: Option<(i64, Uuid)>,
    limit: i64,
    offset: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let (key, id) = after.unwrap_or_default();
    let time = Timestamp::from_microsecond(key).unwrap_or(Timestamp::MAX);
    let statement = LIST.when(&[("after", after.is_some())]);
    db.rows(
        statement,
        args![
            limit => INT8, offset => INT8, status => TEXT, time => TIMESTAMPTZ, id => UUID,
        ],
    )
    .await
}

/// How many reports are in a state, at most [`COUNT_MAX`] + 1.
///
/// # Errors
/// [`DbError`].
pub async fn count(db: &impl Door, status: ReportStatus) -> Result<i64, DbError> {
    db.one(&COUNT, args![COUNT_MAX + 1 => INT8, status => TEXT]).await
}

/// What a report is about.
///
/// # Errors
/// [`DbError`].
pub async fn get(db: &impl Door, id: ReportId) -> Result<Option<ReportKeyRow>, DbError> {
    db.maybe(&GET, args![id => UUID]).await
}

/// Takes a report on, or puts it back.
///
/// # Errors
/// [`DbError`].
pub async fn review(
    tx: &impl Door,
    id: ReportId,
    status: ReportStatus,
    note: Option<&str>,
) -> Result<(), DbError> {
    tx.run(&REVIEW, args![id => UUID, status => TEXT, note => TEXT]).await
}

/// Decides on a report, and on every other open one of the same thing, which is locked.
///
/// # Errors
/// [`DbError`].
pub async fn decide(tx: &impl Door, report: &ReportKeyRow, decision: &Decision<'_>) -> Result<(), DbError> {
    tx.run(
        &DECIDE,
        args![
            report.id => UUID, report.target_type => TEXT, report.target_id => UUID, decision.status => TEXT,
            decision.moderator => UUID, decision.note => TEXT,
        ],
    )
    .await
}

/// Hides something, or shows it again.
///
/// # Errors
/// [`DbError`].
pub async fn set_hidden(
    tx: &impl Door,
    target_type: ReportTarget,
    target: Uuid,
    hidden: bool,
) -> Result<(), DbError> {
    tx.run(SET_HIDDEN.when(&flags(target_type)), args![target => UUID, hidden => BOOL]).await
}
