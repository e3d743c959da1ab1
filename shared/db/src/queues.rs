//! How the queues of background tasks are doing, and what operators do to them.

use jiff::Timestamp;
use neurmatic_core::ids::MessageId;

use crate::{DbError, Door, args, queries, rows};

queries! { "queues":
    CANCEL = "cancel",
    FAILED = "failed",
    FIGURES = "figures",
    IS_PAUSED = "is_paused",
    NOTE_FIGURES = "note_figures",
    OVERDUE = "overdue",
    OVERVIEW = "overview",
    PURGE = "purge",
    REDRIVE = "redrive",
    SET_PAUSED = "set_paused",
    TASK = "task",
}

rows! {
    /// What a queue holds.
    pub struct QueueRow {
        /// Its name.
        pub name: String,
        /// Since when nothing of it is begun.
        pub paused_at: Option<Timestamp>,
        /// Due, and neither sent nor being worked on.
        pub waiting: i64,
        /// Claimed: being worked on, or being sent.
        pub in_flight: i64,
        /// Given to its queue, and not done.
        pub sent: i64,
        /// Not due yet.
        pub delayed: i64,
        /// Given up, or refused.
        pub dead: i64,
        /// For how many seconds the oldest that is due has been.
        pub oldest_secs: i64,
    }

    /// Deliveries of a queue that came to the same and took about the same time.
    pub struct FigureRow {
        /// The queue.
        pub queue: String,
        /// `done`, `retried` or `failed`.
        pub outcome: String,
        /// How long they took: 2^(bucket / 4) ms at most.
        pub bucket: i16,
        /// How many.
        pub n: i64,
        /// How long all of them took, in milliseconds.
        pub took_ms: i64,
    }

    /// A task that was cancelled.
    pub struct CancelledRow {
        /// Its name.
        pub task: String,
        /// Its queue.
        pub queue: String,
    }

    /// A task that was given up, or a message that was refused.
    pub struct FailedRow {
        /// The message.
        pub id: MessageId,
        /// Who sent it.
        pub producer: String,
        /// Its name.
        pub task: String,
        /// Its queue.
        pub queue: String,
        /// How often it was attempted; 0: it was refused at the door.
        pub attempts: i32,
        /// What went wrong.
        pub last_error: String,
        /// When.
        pub failed_at: Timestamp,
    }

    /// What is known of a task, wherever it is.
    pub struct TaskRow {
        /// Who sent it.
        pub producer: String,
        /// Its name.
        pub task: String,
        /// Its queue; of one that is over it isn't known any more.
        pub queue: Option<String>,
        /// Attempts that failed.
        pub attempts: i32,
        /// The request that caused it.
        pub request_id: Option<String>,
        /// When it was written, or put back by a redrive; it waits or is being worked on.
        pub written_at: Option<Timestamp>,
        /// When it is due; once sent: when it is sent again.
        pub run_at: Option<Timestamp>,
        /// When it was given to its queue.
        pub sent_at: Option<Timestamp>,
        /// Until when it is claimed.
        pub locked_until: Option<Timestamp>,
        /// When its first attempt was written down.
        pub received_at: Option<Timestamp>,
        /// When it had its effect, or was purged or cancelled.
        pub done_at: Option<Timestamp>,
        /// When it was given up.
        pub given_up_at: Option<Timestamp>,
        /// When it came among the failed ones.
        pub failed_at: Option<Timestamp>,
        /// What went wrong last.
        pub last_error: Option<String>,
    }
}

/// Deliveries to be added to the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The queue.
    pub queue: &'static str,
    /// `done`, `retried` or `failed`.
    pub outcome: &'static str,
    /// How long they took.
    pub bucket: i16,
    /// How many.
    pub n: i64,
    /// How long all of them took, in milliseconds.
    pub took_ms: i64,
}

/// Which failed tasks are meant; what is left out doesn't matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failed<'a> {
    /// The task's name.
    pub task: Option<&'a str>,
    /// A part of the last error.
    pub error: Option<&'a str>,
    /// Failed then or later.
    pub since: Option<Timestamp>,
    /// Failed before.
    pub until: Option<Timestamp>,
}

/// For how many seconds the most overdue task has been waiting; 0 when none is due.
///
/// # Errors
/// [`DbError`].
pub async fn overdue_secs(db: &impl Door) -> Result<i64, DbError> {
    db.one(&OVERDUE, args![]).await
}

/// Whether nothing of a queue is to be begun.
///
/// # Errors
/// [`DbError`].
pub async fn is_paused(db: &impl Door, queue: &str) -> Result<bool, DbError> {
    db.one(&IS_PAUSED, args![queue => TEXT]).await
}

/// What each queue holds, of which up to `limit` rows are looked at.
///
/// # Errors
/// [`DbError`].
pub async fn overview(db: &impl Door, limit: i64) -> Result<Vec<QueueRow>, DbError> {
    db.rows(&OVERVIEW, args![limit => INT8]).await
}

/// How deliveries went since a time.
///
/// # Errors
/// [`DbError`].
pub async fn figures(db: &impl Door, since: Timestamp) -> Result<Vec<FigureRow>, DbError> {
    db.rows(&FIGURES, args![since => TIMESTAMPTZ]).await
}

/// Adds deliveries to this minute's figures.
///
/// # Errors
/// [`DbError`].
pub async fn note_figures(db: &impl Door, figures: &[Figure]) -> Result<(), DbError> {
    let queues: Vec<&str> = figures.iter().map(|figure| figure.queue).collect();
    let outcomes: Vec<&str> = figures.iter().map(|figure| figure.outcome).collect();
    let buckets: Vec<i16> = figures.iter().map(|figure| figure.bucket).collect();
    let counts: Vec<i64> = figures.iter().map(|figure| figure.n).collect();
    let took_ms: Vec<i64> = figures.iter().map(|figure| figure.took_ms).collect();
    db.run(
        &NOTE_FIGURES,
        args![
            queues => TEXT_ARRAY, outcomes => TEXT_ARRAY, buckets => INT2_ARRAY, counts => INT8_ARRAY,
            took_ms => INT8_ARRAY,
        ],
    )
    .await
}

/// Pauses a queue, or lets it go on. `false`: there is no such queue.
///
/// # Errors
/// [`DbError`].
pub async fn set_paused(db: &impl Door, queue: &str, is_paused: bool) -> Result<bool, DbError> {
    let name: Option<String> = db.maybe(&SET_PAUSED, args![queue => TEXT, is_paused => BOOL]).await?;
    Ok(name.is_some())
}

/// Puts up to `limit` of a queue's failed tasks back into the outbox, and says how many.
///
/// # Errors
/// [`DbError`].
pub async fn redrive(db: &impl Door, queue: &str, failed: &Failed<'_>, limit: i64) -> Result<i64, DbError> {
    let Failed { task, error, since, until } = failed;
    let statement = REDRIVE.when(&[
        ("task", task.is_some()),
        ("error", error.is_some()),
        ("since", since.is_some()),
        ("until", until.is_some()),
    ]);
    db.one(
        statement,
        args![
            queue => TEXT, limit => INT8, task => TEXT, error => TEXT, since => TIMESTAMPTZ,
            until => TIMESTAMPTZ,
        ],
    )
    .await
}

/// Forgets up to `limit` of a queue's tasks that wait, and says how many.
///
/// # Errors
/// [`DbError`].
pub async fn purge(db: &impl Door, queue: &str, limit: i64) -> Result<i64, DbError> {
    db.one(&PURGE, args![queue => TEXT, limit => INT8]).await
}

/// Forgets a task that waits; `None` when none of this id does.
///
/// # Errors
/// [`DbError`].
pub async fn cancel(db: &impl Door, message: MessageId) -> Result<Option<CancelledRow>, DbError> {
    db.maybe(&CANCEL, args![message => UUID]).await
}

/// Up to `limit` failed tasks, the latest first: of one queue, or of all.
///
/// # Errors
/// [`DbError`].
pub async fn failed(
    db: &impl Door,
    queue: Option<&str>,
    failed: &Failed<'_>,
    limit: i64,
) -> Result<Vec<FailedRow>, DbError> {
    let Failed { task, error, since, until } = failed;
    let statement = FAILED.when(&[
        ("queue", queue.is_some()),
        ("task", task.is_some()),
        ("error", error.is_some()),
        ("since", since.is_some()),
        ("until", until.is_some()),
    ]);
    db.rows(
        statement,
        args![
            limit => INT8, queue => TEXT, task => TEXT, error => TEXT, since => TIMESTAMPTZ,
            until => TIMESTAMPTZ,
        ],
    )
    .await
}

/// What is known of a producer's task; `None`: nothing, or nothing any more.
///
/// # Errors
/// [`DbError`].
pub async fn task(db: &impl Door, message: MessageId, producer: &str) -> Result<Option<TaskRow>, DbError> {
    db.maybe(&TASK, args![message => UUID, producer => TEXT]).await
}
