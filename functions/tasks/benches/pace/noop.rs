//! A task that does nothing but note when it began.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use neurmatic_db::Tx;
use neurmatic_http::Services;
use neurmatic_tasks::{Backoff, Context, Payload, Policy, Queue, Registry, Task, TaskError, Worker};
use serde::{Deserialize, Serialize};

/// Whose task it is, and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Noop {
    pub(crate) n: usize,
    pub(crate) of: Option<String>,
}

impl Payload for Noop {
    const POLICY: Policy = Policy {
        task: "pace:noop",
        queue: Queue::Default,
        attempts: 3,
        backoff: Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(5) },
        timeout: Duration::from_secs(5),
        from_outside: false,
    };

    fn tenant(&self) -> Option<String> {
        self.of.clone()
    }
}

/// When each task began.
#[derive(Clone, Debug, Default)]
pub(crate) struct Begun(Arc<Mutex<Vec<(Noop, Instant)>>>);

impl Begun {
    fn of(&self, is_wanted: &dyn Fn(Option<&str>) -> bool) -> Vec<(usize, Instant)> {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = begun.iter().filter(|(noop, _)| is_wanted(noop.of.as_deref()));
        wanted.map(|(noop, at)| (noop.n, *at)).collect()
    }

    /// Waits until so many of the wanted have begun, and returns when each did, by its number.
    pub(crate) async fn wait_for(
        &self,
        tasks: usize,
        is_wanted: &dyn Fn(Option<&str>) -> bool,
    ) -> Vec<(usize, Instant)> {
        let patience = Instant::now();
        loop {
            let begun = self.of(is_wanted);
            if begun.len() >= tasks {
                return begun;
            }
            assert!(patience.elapsed() < Duration::from_secs(300), "{} of {tasks} tasks began", begun.len());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

struct Noops {
    begun: Begun,
    takes: Duration,
}

impl Task for Noops {
    type Payload = Noop;

    async fn run(&self, noop: Noop, _tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let began = (noop, Instant::now());
        self.begun.0.lock().unwrap_or_else(PoisonError::into_inner).push(began);
        if !self.takes.is_zero() {
            tokio::time::sleep(self.takes).await;
        }
        Ok(())
    }
}

/// A worker that knows only this; each task takes so long.
pub(crate) fn worker(services: &Services, begun: &Begun, takes: Duration) -> Worker {
    let task = Noops { begun: begun.clone(), takes };
    Worker::new(services.db.clone(), Registry::new().task(task))
}

/// The value that so many of a hundred keep to, in milliseconds.
pub(crate) fn percentile(sorted_ms: &[f64], percent: usize) -> f64 {
    sorted_ms[(sorted_ms.len() * percent / 100).min(sorted_ms.len() - 1)]
}
