//! A task for tests: it writes one row that can be counted, and does what the test wants of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use neurmatic_db::{Door as _, Query, Tx, args};
use neurmatic_http::Services;
use neurmatic_tasks::{Backoff, Context, Payload, Policy, Queue, Registry, Task, TaskError, Worker, outbox};
use neurmatic_testing::World;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use uuid::Uuid;

/// What a probe does after it has written its row.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Probe {
    Succeed,
    Fail,
    FailForGood,
    Panic,
    Hang,
}

impl Payload for Probe {
    const POLICY: Policy = Policy {
        task: "test:probe",
        queue: Queue::Default,
        attempts: 3,
        backoff: Backoff { first: Duration::from_secs(60), longest: Duration::from_secs(600) },
        timeout: Duration::from_secs(5),
        from_outside: true,
    };
}

/// The effect: a waiting increment that no flush knows.
static EFFECT: Query = Query::new(
    "test.effect",
    "INSERT INTO counter_deltas (counter, target_id, delta) VALUES ('probes', $1, 1)",
);

#[derive(Clone, Default)]
pub(crate) struct ProbeTask {
    /// How often it began.
    pub(crate) begun: Arc<AtomicU32>,
    /// Told when a hanging one has begun.
    pub(crate) hanging: Arc<Notify>,
}

impl Task for ProbeTask {
    type Payload = Probe;

    async fn run(&self, payload: Probe, tx: &Tx, context: &Context) -> Result<(), TaskError> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        let message: Uuid = context.message.0;
        tx.run(&EFFECT, args![message => UUID]).await?;
        match payload {
            Probe::Succeed => Ok(()),
            Probe::Fail => Err(TaskError::retry("it does not want to")),
            Probe::FailForGood => Err(TaskError::permanent("it never will")),
            Probe::Panic => panic!("it lost its head"),
            Probe::Hang => {
                self.hanging.notify_one();
                std::future::pending().await
            }
        }
    }
}

impl ProbeTask {
    /// A worker that knows only this.
    pub(crate) fn worker(&self, services: &Services) -> Worker {
        Worker::new(services.db.clone(), Registry::new().task(self.clone()))
    }
}

/// Sends a probe in a transaction of its own.
pub(crate) async fn send(services: &Services, probe: Probe) -> Uuid {
    let tx = services.db.begin().await.unwrap();
    let message = outbox::send(&tx, &probe).await.unwrap();
    tx.commit().await.unwrap();
    message.0
}

/// How often a message had its effect.
pub(crate) async fn effects(world: &World, message: Uuid) -> i64 {
    world
        .one("SELECT count(*) FROM counter_deltas WHERE counter = 'probes' AND target_id = $1", &[&message])
        .await
}

/// Rows of the outbox.
pub(crate) async fn waiting(world: &World) -> i64 {
    world.one("SELECT count(*) FROM outbox", &[]).await
}

/// Makes everything that waits due.
pub(crate) async fn let_time_pass(world: &World) {
    world.sql("UPDATE outbox SET run_at = now()").await;
}
