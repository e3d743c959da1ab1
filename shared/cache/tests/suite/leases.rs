//! One load per key, of all processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use neurmatic_cache::{Cache, Served, Source};
use neurmatic_redis::{Redis, cmd};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use crate::own_server::until;
use crate::{Failure, LONG, PAGE, body, get, identity, page, redis, text_of};

/// A load that says when it begins, and ends when told.
#[derive(Clone)]
struct Load {
    begun: Arc<Semaphore>,
    go_on: Arc<Notify>,
}

impl Load {
    fn start(redis: &Redis) -> (Self, JoinHandle<Result<Served, Failure>>) {
        let load = Self { begun: Arc::new(Semaphore::new(0)), go_on: Arc::new(Notify::new()) };
        let (cache, running) = (Cache::new(redis.clone()), load.clone());
        let caller = tokio::spawn(async move {
            let load = async || {
                running.begun.add_permits(1);
                running.go_on.notified().await;
                Ok(page("loaded", &[]))
            };
            cache.get_or_load(PAGE.key(&["1"]), identity(), load).await
        });
        (load, caller)
    }

    async fn has_begun(&self) {
        self.begun.acquire().await.unwrap().forget();
    }
}

async fn ask(redis: &Redis, command: &str, arguments: &[&str]) -> Option<String> {
    let mut command = cmd(command);
    command.arg(redis.key("c:page:1.lease")).arg(arguments);
    let mut trip = redis.trip();
    let part = trip.command(command);
    trip.send(LONG).await.unwrap().take(part).unwrap()
}

#[tokio::test]
async fn other_processes_wait_for_the_load_of_one() {
    let redis = redis();
    let (load, loading) = Load::start(&redis);
    load.has_begun().await;
    let others: Vec<Arc<Cache>> = (0..3).map(|_| Arc::new(Cache::new(redis.clone()))).collect();
    let own_loads = Arc::new(AtomicUsize::new(0));
    let waiting: Vec<_> = (0..30)
        .map(|n| {
            let (cache, own_loads) = (others[n % 3].clone(), own_loads.clone());
            tokio::spawn(async move {
                let load = async || {
                    own_loads.fetch_add(1, SeqCst);
                    Ok::<_, Failure>(page("of its own", &[]))
                };
                cache.get_or_load(PAGE.key(&["1"]), identity(), load).await.unwrap()
            })
        })
        .collect();
    until(async || others.iter().all(|cache| cache.stats().iter().any(|stats| stats.lease_waits > 0))).await;
    load.go_on.notify_one();
    for caller in waiting {
        let served = tokio::time::timeout(LONG, caller).await.unwrap().unwrap();
        assert_eq!((served.source, text_of(served.answer)), (Source::Cache, body("loaded")));
    }
    assert_eq!(own_loads.load(SeqCst), 0);
    assert!(loading.await.unwrap().is_ok());
    assert_eq!(ask(&redis, "GET", &[]).await, None, "the lease is given back");
}

#[tokio::test]
async fn a_holder_that_died_costs_one_more_load_when_its_lease_has_run_out() {
    let redis = redis();
    let (load, loading) = Load::start(&redis);
    load.has_begun().await;
    loading.abort();
    assert!(loading.await.is_err());
    assert!(ask(&redis, "GET", &[]).await.is_some(), "nobody gave it back");
    let served = get(&Cache::new(redis.clone()), PAGE.key(&["1"]), identity(), page("of its own", &[])).await;
    assert_eq!(served.source, Source::Load { stored: true });
}

#[tokio::test]
async fn a_load_that_fails_gives_its_lease_back() {
    let redis = redis();
    let failing = Cache::new(redis.clone());
    for failure in [Failure::Refusal, Failure::Outage] {
        let failed = failing.get_or_load(PAGE.key(&["1"]), identity(), async || Err(failure)).await;
        assert_eq!(failed.unwrap_err(), failure);
        assert_eq!(ask(&redis, "GET", &[]).await, None);
    }
}

#[tokio::test]
async fn a_wait_for_another_process_ends_with_the_callers_time() {
    let redis = redis();
    assert_eq!(ask(&redis, "SET", &["another", "PX", "3600000"]).await, Some("OK".to_owned()));
    let cache = Cache::new(redis.clone());
    let began = tokio::time::Instant::now();
    let fill = crate::miss(&redis, &cache, PAGE.key(&["1"])).await;
    let fill = fill.before(began + std::time::Duration::from_millis(300));
    let served = cache.load(fill, async || Ok::<_, Failure>(page("of its own", &[]))).await.unwrap();
    assert_eq!(served.source, Source::Load { stored: true });
}
