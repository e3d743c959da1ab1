//! What the edge is to forget, and how much of its API may be used.
//!
//! What is sent when, and how the API is spoken to, is not known here: that is `neurmatic-cdn`.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;
use neurmatic_core::ids::{MessageId, PurgeId};
use postgres_types::Json;
use serde::Serialize;
use uuid::Uuid;

use crate::outbox::{NewTask, shortened};
use crate::{DbError, Door, args, queries, rows};

queries! { "purges":
    ABANDON = "abandon",
    ACCEPT = "accept",
    BACKLOG = "backlog",
    CHANGE = "change",
    CLAIM = "claim",
    FORGET = "forget",
    IS_WANTED = "is_wanted",
    LAG = "lag",
    ORDER = "order",
    PUT_BACK = "put_back",
    REFUSE = "refuse",
    REST = "rest",
    SPEND = "spend",
}

/// What a change has the edge forget.
#[derive(Clone, Copy, Debug)]
pub struct TagPurges<'a> {
    /// The tags, each once.
    pub tags: &'a [&'a str],
    /// `soft` or `hard`.
    pub kind: &'a str,
    /// Whether they change often: then each is sent at most once in ten seconds.
    pub is_frequent: bool,
}

/// An account's token bucket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Calls that it holds at most.
    pub size: f64,
    /// Calls that it gains in a second.
    pub per_sec: f64,
}

/// What a claim is bounded by.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Rows at most.
    pub limit: i64,
    /// How long they are this process's own.
    pub lease: Duration,
    /// Calls that what changes often leaves in the bucket.
    pub reserve: f64,
    /// The account's bucket.
    pub bucket: Bucket,
}

rows! {
    /// A purge that was claimed.
    pub struct ClaimedPurgeRow {
        /// The purge.
        pub id: PurgeId,
        /// `tag`, `url`, `prefix` or `everything`.
        pub target: String,
        /// The tag, the URL, or host and path.
        pub value: String,
        /// `soft` or `hard`.
        pub kind: String,
        /// Whether it changes often.
        pub is_frequent: bool,
        /// Calls that were made with it.
        pub attempts: i32,
        /// Those of them that the API refused for what they held.
        pub refusals: i16,
        /// When it was first asked for.
        pub requested_at: Timestamp,
        /// Calls that the budget holds.
        pub tokens: f64,
        /// Rounds that failed since the last success.
        pub failures: i32,
    }

    /// What is still to be sent.
    pub struct BacklogRow {
        /// Purges that are not confirmed yet.
        pub pending: i64,
        /// How long ago the oldest of those that are due was asked for, in milliseconds.
        pub oldest_ms: f64,
        /// Purges of the last week that the API won't ever take.
        pub refused: i64,
    }

    /// How long purges took, from the change to the API's answer.
    pub struct LagRow {
        /// Purges that were confirmed.
        pub receipts: i64,
        /// Half of them took no longer, in milliseconds.
        pub p50_ms: f64,
        /// 99 % of them took no longer, in milliseconds.
        pub p99_ms: f64,
        /// The slowest, in milliseconds.
        pub max_ms: f64,
    }
}

/// Whether a round of purging would send something now, and the task that does one, by its name and unique key, isn't
/// waiting.
///
/// # Errors
/// [`DbError`].
pub async fn is_wanted(db: &impl Door, task: &str, unique_key: &str) -> Result<bool, DbError> {
    db.one(&IS_WANTED, args![task => TEXT, unique_key => TEXT]).await
}

/// Puts a task into the outbox, and what the edge is to forget beside it, by one statement of the change's transaction.
///
/// # Errors
/// [`DbError`].
pub async fn change<P: Serialize + Debug + Sync>(
    tx: &impl Door,
    task: &NewTask<'_, P>,
    purges: &TagPurges<'_>,
) -> Result<MessageId, DbError> {
    let (id, payload) = (MessageId::new(), Json(task.payload));
    let ids = new_ids(purges.tags.len());
    let id: Uuid = tx
        .one(
            &CHANGE,
            args![
                id => UUID, task.task => TEXT, task.version => INT2, task.queue => TEXT, payload => JSONB,
                task.unique_key => TEXT, task.run_at => TIMESTAMPTZ, task.request_id => TEXT,
                ids => UUID_ARRAY, purges.tags => TEXT_ARRAY, purges.kind => TEXT, purges.is_frequent => BOOL,
            ],
        )
        .await?;
    Ok(MessageId(id))
}

/// Has the edge forget things because somebody says so: `tag`s, `url`s, `prefix`es (host and path), or `everything`, whose
/// one value is empty.
///
/// # Errors
/// [`DbError`]; [`DbError::NotAllowed`] for a value that can't be one.
pub async fn order(
    db: &impl Door,
    target: &str,
    kind: &str,
    values: &[&str],
    request_id: Option<&str>,
) -> Result<(), DbError> {
    let ids = new_ids(values.len());
    db.run(
        &ORDER,
        args![target => TEXT, kind => TEXT, request_id => TEXT, ids => UUID_ARRAY, values => TEXT_ARRAY],
    )
    .await
}

/// Claims what is due `now`; nothing while the API is left alone, or its budget is spent.
///
/// # Errors
/// [`DbError`].
pub async fn claim(db: &impl Door, now: Timestamp, claim: &Claim) -> Result<Vec<ClaimedPurgeRow>, DbError> {
    let (lease_secs, Bucket { size, per_sec }) = (claim.lease.as_secs_f64(), claim.bucket);
    db.rows(
        &CLAIM,
        args![
            now => TIMESTAMPTZ, claim.limit => INT8, lease_secs => FLOAT8, claim.reserve => FLOAT8,
            size => FLOAT8, per_sec => FLOAT8,
        ],
    )
    .await
}

/// Takes up to `wanted` calls out of the budget, and says how many it got.
///
/// # Errors
/// [`DbError`].
pub async fn spend(db: &impl Door, now: Timestamp, bucket: Bucket, wanted: i32) -> Result<i32, DbError> {
    let Bucket { size, per_sec } = bucket;
    db.one(&SPEND, args![now => TIMESTAMPTZ, size => FLOAT8, per_sec => FLOAT8, wanted => INT4]).await
}

/// Keeps the receipt of a call: each of its purges, and what was sent in its place when that was something else.
///
/// # Errors
/// [`DbError`].
pub async fn accept(
    db: &impl Door,
    now: Timestamp,
    receipt: &str,
    purges: &[(PurgeId, Option<String>)],
) -> Result<(), DbError> {
    let ids: Vec<PurgeId> = purges.iter().map(|(id, _)| *id).collect();
    let sent_as: Vec<Option<&str>> = purges.iter().map(|(_, sent_as)| sent_as.as_deref()).collect();
    db.run(&ACCEPT, args![ids => UUID_ARRAY, now => TIMESTAMPTZ, receipt => TEXT, sent_as => TEXT_ARRAY])
        .await
}

/// Has purges sent again at a time: after an attempt that failed for `error`, which adds to their refusals, or without one.
///
/// # Errors
/// [`DbError`].
pub async fn put_back(
    db: &impl Door,
    purges: &[PurgeId],
    at: Timestamp,
    error: Option<&str>,
    refusals: i16,
) -> Result<(), DbError> {
    let attempts = i32::from(error.is_some());
    let error = error.map(shortened);
    db.run(
        &PUT_BACK,
        args![purges => UUID_ARRAY, at => TIMESTAMPTZ, attempts => INT4, refusals => INT2, error => TEXT],
    )
    .await
}

/// Gives purges up that the API won't ever take.
///
/// # Errors
/// [`DbError`].
pub async fn refuse(db: &impl Door, purges: &[PurgeId], now: Timestamp, error: &str) -> Result<(), DbError> {
    let error = shortened(error);
    db.run(&REFUSE, args![purges => UUID_ARRAY, now => TIMESTAMPTZ, error => TEXT]).await
}

/// Notes how the API does: after `failures` rounds that failed in a row it is left alone until then.
///
/// # Errors
/// [`DbError`].
pub async fn rest(
    db: &impl Door,
    failures: i32,
    until: Timestamp,
    error: Option<&str>,
) -> Result<(), DbError> {
    let error = error.map(shortened);
    db.run(&REST, args![failures => INT4, until => TIMESTAMPTZ, error => TEXT]).await
}

/// What is still to be sent.
///
/// # Errors
/// [`DbError`].
pub async fn backlog(db: &impl Door) -> Result<BacklogRow, DbError> {
    db.one(&BACKLOG, args![]).await
}

/// How long the purges took that were confirmed since a time.
///
/// # Errors
/// [`DbError`].
pub async fn lag(db: &impl Door, since: Timestamp) -> Result<LagRow, DbError> {
    db.one(&LAG, args![since => TIMESTAMPTZ]).await
}

/// Drops up to `limit` receipts that are older than a time, and says how many.
///
/// # Errors
/// [`DbError`].
pub async fn forget(db: &impl Door, before: Timestamp, limit: i64) -> Result<i64, DbError> {
    db.one(&FORGET, args![before => TIMESTAMPTZ, limit => INT8]).await
}

/// Drops up to `limit` purges that were due before a time and never sent, and says how many: for a platform without a CDN.
///
/// # Errors
/// [`DbError`].
pub async fn abandon(db: &impl Door, before: Timestamp, limit: i64) -> Result<i64, DbError> {
    db.one(&ABANDON, args![before => TIMESTAMPTZ, limit => INT8]).await
}

fn new_ids(n: usize) -> Vec<PurgeId> {
    (0..n).map(|_| PurgeId::new()).collect()
}
