//! How a queue is shown: what it holds now, and how its deliveries went in the last hour.

use jiff::Timestamp;
use neurmatic_db::queues::{FigureRow, QueueRow};
use neurmatic_tasks::bound_ms;
use schemars::JsonSchema;
use serde::Serialize;

/// A queue.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueueOut {
    /// Its name.
    name: String,
    /// Since when nothing of it is begun.
    paused_at: Option<Timestamp>,
    /// Tasks that are due and wait; of each of these counts, 10,000 rows are looked at.
    waiting: i64,
    /// Tasks that were claimed, and are being worked on or sent.
    in_flight: i64,
    /// Tasks that were given to the queue and are not done.
    sent: i64,
    /// Tasks that are not due yet.
    delayed: i64,
    /// Tasks that were given up, and messages that were refused.
    dead: i64,
    /// For how many seconds the oldest that is due has been.
    oldest_secs: i64,
    /// Tasks that were done in the last hour.
    completed: i64,
    /// Attempts of the last hour after which another one was due.
    retried: i64,
    /// Tasks that were given up in the last hour.
    failed: i64,
    /// How long attempts that were done took, in milliseconds; null without any.
    mean_ms: Option<f64>,
    /// 95 % of them took no longer, in milliseconds, known within a fifth.
    p95_ms: Option<f64>,
}

/// The queues with their figures.
pub(crate) fn shown(rows: Vec<QueueRow>, figures: &[FigureRow]) -> Vec<QueueOut> {
    rows.into_iter().map(|row| one(row, figures)).collect()
}

fn one(row: QueueRow, figures: &[FigureRow]) -> QueueOut {
    let of = |outcome: &'static str| {
        let queue = row.name.as_str();
        figures.iter().filter(move |figure| figure.queue == queue && figure.outcome == outcome)
    };
    let count = |outcome: &'static str| of(outcome).map(|figure| figure.n).sum::<i64>();
    let completed = count("done");
    let took_ms: i64 = of("done").map(|figure| figure.took_ms).sum();
    // The smallest bucket by which 95 % are through; buckets come in order.
    let mut through = 0;
    let p95 = of("done").find(|figure| {
        through += figure.n;
        through * 100 >= completed * 95
    });
    QueueOut {
        paused_at: row.paused_at,
        waiting: row.waiting,
        in_flight: row.in_flight,
        sent: row.sent,
        delayed: row.delayed,
        dead: row.dead,
        oldest_secs: row.oldest_secs,
        completed,
        retried: count("retried"),
        failed: count("failed"),
        mean_ms: (completed > 0).then(|| took_ms as f64 / completed as f64),
        p95_ms: p95.map(|figure| bound_ms(figure.bucket)),
        name: row.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_are_fast_and_the_slow_ones_show_in_the_percentile() {
        let figure = |outcome: &str, bucket: i16, n: i64| FigureRow {
            queue: "bulk".to_owned(),
            outcome: outcome.to_owned(),
            bucket,
            n,
            took_ms: n * 10,
        };
        let row = QueueRow {
            name: "bulk".to_owned(),
            paused_at: None,
            waiting: 0,
            in_flight: 0,
            sent: 0,
            delayed: 0,
            dead: 0,
            oldest_secs: 0,
        };
        let figures = [figure("done", 8, 94), figure("done", 40, 6), figure("failed", 8, 2)];
        let out = one(row.clone(), &figures);
        assert_eq!((out.completed, out.failed, out.retried), (100, 2, 0));
        assert_eq!((out.mean_ms, out.p95_ms), (Some(10.0), Some(1024.0)));
        let idle = one(row, &[]);
        assert_eq!((idle.mean_ms, idle.p95_ms), (None, None));
    }
}
