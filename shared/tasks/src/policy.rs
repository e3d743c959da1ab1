//! How a task is treated: its queue, its attempts, the waits between them, and its time.

use std::time::Duration;

/// Where a task waits. The workers ask for the first queue's tasks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// What people wait for, or what others build on.
    Priority,
    /// What loses its worth within seconds.
    Realtime,
    /// Everything else.
    Default,
    /// Mail.
    Email,
    /// What an outside service takes only slowly.
    RateLimited,
    /// Large amounts, whenever there is time.
    Bulk,
}

impl Queue {
    /// Every queue, the most urgent first.
    pub const ALL: &'static [Self] =
        &[Self::Priority, Self::Realtime, Self::Default, Self::Email, Self::RateLimited, Self::Bulk];

    /// The name in the outbox and of the queue.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Realtime => "realtime",
            Self::Default => "default",
            Self::Email => "email",
            Self::RateLimited => "rate-limited",
            Self::Bulk => "bulk",
        }
    }

    /// The queue of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|queue| queue.as_str() == name)
    }

    /// How many of its tasks may begin in a second, all processes together; `None` is any number. The original's figures.
    #[must_use]
    pub const fn per_sec(self) -> Option<f64> {
        match self {
            Self::Email => Some(50.0),
            Self::RateLimited => Some(10.0),
            Self::Priority | Self::Realtime | Self::Default | Self::Bulk => None,
        }
    }
}

/// The waits between attempts: doubling from the first to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// After the first failure.
    pub first: Duration,
    /// Never longer than this.
    pub longest: Duration,
}

impl Backoff {
    /// The wait after `failed` attempts. `chance`, from 0 to 1, takes up to a quarter off, so that what failed together
    /// doesn't come back together.
    #[must_use]
    pub fn wait(&self, failed: u32, chance: f64) -> Duration {
        let doublings = failed.saturating_sub(1).min(31);
        let wait = self.first.saturating_mul(1 << doublings).min(self.longest);
        wait.mul_f64(1.0 - 0.25 * chance.clamp(0.0, 1.0))
    }
}

/// How a task is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The task's name.
    pub task: &'static str,
    /// Where it waits.
    pub queue: Queue,
    /// Tries altogether; then it is moved to `failed_tasks`.
    pub attempts: u32,
    /// The waits between them.
    pub backoff: Backoff,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// Whether others than the platform may put it into its queue.
    pub from_outside: bool,
}

impl Policy {
    /// The same for a task that others may send, too. Its queue has no pace: only what waits in the outbox is paced.
    #[must_use]
    pub const fn sent_by_others(self) -> Self {
        Self { from_outside: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { first: Duration::from_secs(5), longest: Duration::from_secs(60) };

    #[test]
    fn waits_double_up_to_the_longest() {
        let waits: Vec<u64> = (1..=6).map(|failed| BACKOFF.wait(failed, 0.0).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
        assert_eq!(BACKOFF.wait(u32::MAX, 0.0), BACKOFF.longest);
    }

    #[test]
    fn a_queue_is_known_by_its_name() {
        for queue in Queue::ALL {
            assert_eq!(Queue::of(queue.as_str()), Some(*queue));
        }
        assert_eq!(Queue::of("slow"), None);
    }

    #[test]
    fn chance_takes_up_to_a_quarter_off() {
        assert_eq!(BACKOFF.wait(5, 1.0), Duration::from_secs(45));
        assert!(BACKOFF.wait(5, 0.5) > BACKOFF.wait(5, 0.6));
    }
}
