//! Answers whose time tells nothing.

use std::time::Duration;

/// Longer than the writes of any of these answers take, unless the database is so busy that nobody can measure them.
const PACE: Duration = Duration::from_millis(100);

/// Does `work`, and answers no sooner than after 100 ms: whether there was something to write isn't to be told from
/// the time. For rare requests only.
pub async fn at_even_pace<T>(work: impl Future<Output = T>) -> T {
    let (done, ()) = tokio::join!(work, tokio::time::sleep(PACE));
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn quick_work_takes_as_long_as_slow_work() {
        let started = tokio::time::Instant::now();
        assert_eq!(at_even_pace(async { 7 }).await, 7);
        assert!(started.elapsed() >= PACE);
    }
}
