//! The task: it writes one row that can be counted, and some kill their worker, each once.

use neurmatic_config::{Env, Worker as WorkerSettings};
use neurmatic_db::{Db, DbError, Door as _, Query, Tx, args};
use neurmatic_http::Services;
use neurmatic_tasks::embedded::Runner;
use neurmatic_tasks::polled::Poller;
use neurmatic_tasks::{
    Backoff, Context, Payload, Policy, Queue, QueueWorker, Registry, Task, TaskError, Worker,
};
use rustix::process::{Signal, getpid, kill_process};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::crew::Way;

/// Of so many tasks one kills its worker: 5 %.
const KILLS_ONE_OF: i64 = 20;

static EFFECT: Query = Query::new("chaos.effect", "INSERT INTO chaos_effects (n) VALUES ($1)");
static FIRST_KILL: Query = Query::new(
    "chaos.first_kill",
    "INSERT INTO chaos_kills (n) VALUES ($1) ON CONFLICT DO NOTHING RETURNING n",
);
static WRITTEN: Query = Query::new(
    "chaos.written",
    "INSERT INTO chaos_written (n) SELECT generate_series($1::bigint, $2::bigint - 1) ON CONFLICT DO NOTHING RETURNING n",
);

/// One of the tasks.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) n: i64,
}

impl Payload for Step {
    const POLICY: Policy = Policy {
        task: "chaos:step",
        queue: Queue::Default,
        attempts: 50,
        backoff: Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(5) },
        timeout: Duration::from_secs(10),
        from_outside: false,
    };
}

struct Steps {
    db: Db,
}

impl Task for Steps {
    type Payload = Step;

    async fn run(&self, step: Step, tx: &Tx, _context: &Context) -> Result<(), TaskError> {
        let kills = step.n % KILLS_ONE_OF == 0;
        let after = step.n % (2 * KILLS_ONE_OF) == 0;
        if kills && !after {
            self.kill_once(step.n).await?;
        }
        tx.run(&EFFECT, args![step.n => INT8]).await?;
        if kills && after {
            self.kill_once(step.n).await?;
        }
        Ok(())
    }
}

impl Steps {
    /// Ends this process as a power cut would, if this task hasn't done so before.
    async fn kill_once(&self, n: i64) -> Result<(), DbError> {
        let first: Option<i64> = self.db.maybe(&FIRST_KILL, args![n => INT8]).await?;
        if first.is_some() {
            kill_process(getpid(), Signal::KILL).unwrap();
        }
        Ok(())
    }
}

/// Notes that tasks are written, in their transaction. `false`: they were before.
pub(crate) async fn note(tx: &Tx, from: i64, to: i64) -> Result<bool, DbError> {
    let new: Vec<i64> = tx.rows(&WRITTEN, args![from => INT8, to => INT8]).await?;
    Ok(!new.is_empty())
}

/// A worker's whole life: until it is killed.
pub(crate) async fn work(way: Way) {
    let env = Env::process();
    let services = Services::from_env(&env).unwrap();
    let settings = WorkerSettings::from_env(&env).unwrap();
    let registry = Registry::new().task(Steps { db: services.db.clone() });
    let worker = Worker::new(services.db.clone(), registry);
    match way {
        Way::Embedded => {
            let _runs = Runner::start(worker, &settings);
            std::future::pending::<()>().await;
        }
        Way::Queued => {
            let sender = services.sender.clone().unwrap();
            let worker = QueueWorker::new(worker, sender, settings.concurrency);
            let _runs = Poller::start(&worker, &services.db);
            std::future::pending::<()>().await;
        }
    }
}
