//! What was wrong with the platform, and what it is judged by over hours. Users' alerts of new jobs are [`crate::alerts`].
//!
//! When something is wrong isn't known here: that is the table of `neurmatic-alerts`.

use jiff::Timestamp;
use neurmatic_core::ids::PlatformAlertId;
use neurmatic_core::words::AlertSeverity;
use uuid::Uuid;

use crate::{DbError, Door, args, queries, rows};

queries! { "platform_alerts":
    DROP = "drop",
    LOCK = "lock",
    MINUTES = "minutes",
    NOTE_MINUTES = "note_minutes",
    PUT = "put",
    RECENT = "recent",
    RESOLVE = "resolve",
    UNRESOLVED = "unresolved",
    USED_DEFAULT_PARTITIONS = "used_default_partitions",
}

rows! {
    /// An alert, or the suspicion of one.
    pub struct PlatformAlertRow {
        /// Its id.
        pub id: PlatformAlertId,
        /// The rule's name.
        pub rule: String,
        /// What it is about.
        pub subject: String,
        /// How much it matters.
        pub severity: AlertSeverity,
        /// The last value that was read.
        pub value: f64,
        /// The highest value that was read.
        pub worst: f64,
        /// What the value reached.
        pub threshold: f64,
        /// Since when readings are over the threshold.
        pub over_since: Timestamp,
        /// When it opened; none: it is a suspicion.
        pub opened_at: Option<Timestamp>,
        /// When a reading was last over the threshold.
        pub last_seen_at: Timestamp,
        /// Since when readings are calm.
        pub calm_since: Option<Timestamp>,
        /// When it was over.
        pub resolved_at: Option<Timestamp>,
    }

    /// All requests of a window.
    pub struct RequestsRow {
        /// How many.
        pub requests: i64,
        /// How many of them were answered with 5xx.
        pub errors: i64,
    }
}

/// All requests of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestMinute {
    /// When it begins.
    pub minute: Timestamp,
    /// How many.
    pub requests: i64,
    /// How many of them were answered with 5xx.
    pub errors: i64,
}

/// Has alerts judged by nobody else until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn lock(tx: &impl Door) -> Result<(), DbError> {
    tx.run(&LOCK, args![]).await
}

/// The alerts that are open, and the suspicions.
///
/// # Errors
/// [`DbError`].
pub async fn unresolved(db: &impl Door) -> Result<Vec<PlatformAlertRow>, DbError> {
    db.rows(&UNRESOLVED, args![]).await
}

/// Up to `limit` alerts that are over, the latest first.
///
/// # Errors
/// [`DbError`].
pub async fn recent(db: &impl Door, limit: i64) -> Result<Vec<PlatformAlertRow>, DbError> {
    db.rows(&RECENT, args![limit => INT8]).await
}

/// Writes an alert or a suspicion that isn't over, and returns its id: that of the row if it is new, else the one that it has.
///
/// # Errors
/// [`DbError`].
pub async fn put(tx: &impl Door, row: &PlatformAlertRow) -> Result<PlatformAlertId, DbError> {
    let PlatformAlertRow { id, rule, subject, severity, value, worst, threshold, .. } = row;
    let PlatformAlertRow { over_since, opened_at, last_seen_at, calm_since, .. } = row;
    let put = tx
        .one::<Uuid>(
            &PUT,
            args![
                id => UUID, rule => TEXT, subject => TEXT, severity => TEXT, value => FLOAT8, worst => FLOAT8,
                threshold => FLOAT8, over_since => TIMESTAMPTZ, opened_at => TIMESTAMPTZ,
                last_seen_at => TIMESTAMPTZ, calm_since => TIMESTAMPTZ,
            ],
        )
        .await?;
    Ok(PlatformAlertId(put))
}

/// An open alert is over. `None`: there is none any more.
///
/// # Errors
/// [`DbError`].
pub async fn resolve(
    tx: &impl Door,
    rule: &str,
    subject: &str,
    at: Timestamp,
    value: f64,
) -> Result<Option<PlatformAlertId>, DbError> {
    let args = args![rule => TEXT, subject => TEXT, at => TIMESTAMPTZ, value => FLOAT8];
    let resolved: Option<Uuid> = tx.maybe(&RESOLVE, args).await?;
    Ok(resolved.map(PlatformAlertId))
}

/// Forgets a suspicion.
///
/// # Errors
/// [`DbError`].
pub async fn drop_suspicion(tx: &impl Door, rule: &str, subject: &str) -> Result<(), DbError> {
    tx.run(&DROP, args![rule => TEXT, subject => TEXT]).await
}

/// Writes what was counted in minutes.
///
/// # Errors
/// [`DbError`].
pub async fn note_minutes(tx: &impl Door, counted: &[RequestMinute]) -> Result<(), DbError> {
    let minutes: Vec<Timestamp> = counted.iter().map(|of| of.minute).collect();
    let requests: Vec<i64> = counted.iter().map(|of| of.requests).collect();
    let errors: Vec<i64> = counted.iter().map(|of| of.errors).collect();
    let args = args![minutes => TIMESTAMPTZ_ARRAY, requests => INT8_ARRAY, errors => INT8_ARRAY];
    tx.run(&NOTE_MINUTES, args).await
}

/// The requests of so many minutes before a time, as far as they are known.
///
/// # Errors
/// [`DbError`].
pub async fn requests_before(db: &impl Door, at: Timestamp, minutes: i32) -> Result<RequestsRow, DbError> {
    db.one(&MINUTES, args![at => TIMESTAMPTZ, minutes => INT4]).await
}

/// Tables whose default partition holds rows.
///
/// # Errors
/// [`DbError`].
pub async fn used_default_partitions(db: &impl Door) -> Result<Vec<String>, DbError> {
    db.rows(&USED_DEFAULT_PARTITIONS, args![]).await
}
