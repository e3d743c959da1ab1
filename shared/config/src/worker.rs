//! How tasks are delivered.

use crate::env::{ConfigError, Env, invalid};

/// The worker's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worker {
    /// `WORKER_CONCURRENCY`, default 5: tasks that run at once. Each holds a connection of the pool while it runs, and some
    /// (`alerts:evaluate`, `cache:warm`, `cdn:purge`, `counters:flush`) now and then a second one.
    pub concurrency: usize,
}

impl Worker {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one can't be used.
    pub fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let expected = "a number from 1 to 100";
        let concurrency = env.parsed("WORKER_CONCURRENCY", 5, expected)?;
        if !(1..=100).contains(&concurrency) {
            return Err(invalid("WORKER_CONCURRENCY", expected));
        }
        Ok(Self { concurrency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tasks_run_at_once_unless_said_otherwise() {
        assert_eq!(Worker::from_env(&Env::of::<&str, &str>([])), Ok(Worker { concurrency: 5 }));
        assert!(Worker::from_env(&Env::of([("WORKER_CONCURRENCY", "0")])).is_err());
    }
}
