//! Work that keeps a core busy: as much at once as there are cores, and a bounded queue before it.

use std::sync::Arc;
use std::thread::available_parallelism;

use neurmatic_http::Problem;
use tokio::sync::Semaphore;

/// Those who may wait for each core. At 25 ms a password the last of them waits for half a second.
const WAITING_PER_CORE: usize = 20;

/// When to come back to a full queue, in seconds: it is empty by then.
const RETRY_AFTER_SECS: u32 = 1;

/// The gate. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    places: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

impl Gate {
    /// A gate as wide as this machine has cores.
    pub(crate) fn new() -> Self {
        Self::wide(available_parallelism().map_or(1, usize::from))
    }

    fn wide(cores: usize) -> Self {
        let places = cores * (1 + WAITING_PER_CORE);
        Self { places: Arc::new(Semaphore::new(places)), cores: Arc::new(Semaphore::new(cores)) }
    }

    /// Runs `work` on a thread of its own as soon as a core is free. Work that has begun keeps its core until it is
    /// done, also when nobody waits for it any more.
    ///
    /// # Errors
    /// 503 when the queue is full.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|full| Problem::unavailable("busy").retry_after(RETRY_AFTER_SECS).because(full))?;
        let core = Arc::clone(&self.cores).acquire_owned().await.map_err(Problem::internal)?;
        let work = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((core, place));
            done
        });
        work.await.map_err(Problem::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_full_queue_sends_people_away_and_is_open_again_when_it_has_drained() {
        let gate = Gate::wide(1);
        let (release, held) = mpsc::channel::<()>();
        let held = tokio::spawn({
            let gate = gate.clone();
            async move { gate.run(move || held.recv().is_ok()).await }
        });
        let waiting: Vec<_> = (0..WAITING_PER_CORE)
            .map(|_| {
                let gate = gate.clone();
                tokio::spawn(async move { gate.run(|| ()).await })
            })
            .collect();
        while gate.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }

        let refused = gate.run(|| ()).await.unwrap_err();
        assert_eq!((refused.status.as_u16(), refused.retry_after_secs), (503, Some(1)));

        release.send(()).unwrap();
        assert!(held.await.unwrap().unwrap());
        for waited in waiting {
            waited.await.unwrap().unwrap();
        }
        gate.run(|| ()).await.unwrap();
    }
}
