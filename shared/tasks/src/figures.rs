//! How deliveries went, counted in the process and added to the database's figures from time to time: counting by each
//! delivery would be one more statement for each. What a process that dies had counted is missing there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use neurmatic_db::queues::Figure;

use crate::policy::Queue;
use crate::worker::Outcome;

/// The last bucket: more than seven hours.
const BUCKET_MAX: i16 = 100;

/// Queue, outcome, and bucket of the time.
type Kind = (&'static str, &'static str, i16);

/// The counts since they were last taken: how many of a kind, and their milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Figures(Mutex<BTreeMap<Kind, (i64, i64)>>);

impl Figures {
    /// Counts a delivery. One that came to nothing, or was not begun, is none.
    pub(crate) fn note(&self, queue: Queue, outcome: &Outcome, took: Duration) {
        let name = match outcome {
            Outcome::Done => "done",
            Outcome::PutBack { .. } => "retried",
            Outcome::GivenUp { .. } => "failed",
            Outcome::Repeated | Outcome::Held | Outcome::Rejected { .. } | Outcome::Unrecorded { .. } => {
                return;
            }
        };
        let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (n, sum) = counts.entry((queue.as_str(), name, bucket(took_ms))).or_default();
        *n += 1;
        *sum = sum.saturating_add(took_ms);
    }

    /// Takes the counts.
    pub(crate) fn take(&self) -> Vec<Figure> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let figure = |((queue, outcome, bucket), (n, took_ms))| Figure { queue, outcome, bucket, n, took_ms };
        counts.into_iter().map(figure).collect()
    }
}

/// The first bucket whose bound, 2^(bucket / 4) ms, isn't below.
fn bucket(took_ms: i64) -> i16 {
    (0..BUCKET_MAX).find(|bucket| bound_ms(*bucket) >= took_ms as f64).unwrap_or(BUCKET_MAX)
}

/// The longest time of a bucket, in milliseconds.
#[must_use]
pub fn bound_ms(bucket: i16) -> f64 {
    (f64::from(bucket) / 4.0).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_lies_within_a_fifth_of_its_buckets_bound() {
        for took_ms in [1, 3, 10, 99, 1_000, 54_321, 3_600_000] {
            let bound = bound_ms(bucket(took_ms));
            assert!(bound >= took_ms as f64 && bound < took_ms as f64 * 1.2, "{took_ms}: {bound}");
        }
        assert_eq!((bucket(0), bucket(i64::MAX)), (0, BUCKET_MAX));
    }

    #[test]
    fn counts_are_taken_once_and_what_came_to_nothing_is_not_counted() {
        let figures = Figures::default();
        for _ in 0..3 {
            figures.note(Queue::Email, &Outcome::Done, Duration::from_millis(10));
        }
        figures.note(Queue::Email, &Outcome::Repeated, Duration::from_millis(10));
        let expected = Figure { queue: "email", outcome: "done", bucket: 14, n: 3, took_ms: 30 };
        assert_eq!(figures.take(), [expected]);
        assert!(figures.take().is_empty());
    }
}
