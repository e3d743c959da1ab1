//! What is known of a request, and of a task's delivery.

use std::time::Duration;

/// What the application cache had to do with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CacheOutcome {
    /// It wasn't asked.
    #[default]
    Bypass,
    /// It answered.
    Hit,
    /// It answered with something stale, because a new answer takes too long or can't be had.
    Stale,
    /// It was asked, and filled.
    Miss,
}

impl CacheOutcome {
    /// The name in logs and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bypass => "bypass",
            Self::Hit => "hit",
            Self::Stale => "stale",
            Self::Miss => "miss",
        }
    }
}

/// A request that was answered. It holds nothing that a person can be recognised by.
#[derive(Clone, Copy, Debug)]
pub struct RequestRecord<'a> {
    /// What it did: `area.verb`.
    pub operation: &'static str,
    /// The answer's status.
    pub status: u16,
    /// From its arrival to its answer.
    pub took: Duration,
    /// Of that, waiting for the database.
    pub database: Duration,
    /// Of that, waiting for the one round trip to Redis.
    pub redis: Duration,
    /// Statements sent to the database.
    pub queries: u32,
    /// Whether the number of statements grows with the data.
    pub n_plus_one: bool,
    /// What the application cache had to do with it.
    pub cache: CacheOutcome,
    /// Its id, which tasks that it caused carry on.
    pub request_id: &'a str,
    /// The trace that it is a part of, if somebody before us traces.
    pub trace_id: Option<&'a str>,
    /// The edge's id of it.
    pub edge_ray: Option<&'a str>,
}

/// What became of an attempt at a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOutcome {
    /// It had its effect.
    Done,
    /// Another attempt is due.
    Retried,
    /// It was given up.
    Failed,
}

impl TaskOutcome {
    /// The name in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Failed => "failed",
        }
    }
}

/// An attempt at a task.
#[derive(Clone, Copy, Debug)]
pub struct TaskRecord<'a> {
    /// The task's name.
    pub task: &'static str,
    /// Its queue.
    pub queue: &'static str,
    /// What became of it.
    pub outcome: TaskOutcome,
    /// How long it took.
    pub took: Duration,
    /// Of that, waiting for the database.
    pub database: Duration,
    /// Statements sent to the database.
    pub queries: u32,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The id of its message.
    pub message: &'a str,
    /// The id of the request that caused it.
    pub request_id: Option<&'a str>,
}

/// The namespace under which invalidations are counted: a tag's are of no one namespace.
pub const EVERY_NAMESPACE: &str = "*";

/// What a namespace of the application cache did since its process began.
#[derive(Clone, Debug)]
pub struct CacheCounts {
    /// The namespace's name.
    pub namespace: &'static str,
    /// Names of counts, and how far they are.
    pub counts: Vec<(&'static str, u64)>,
}
