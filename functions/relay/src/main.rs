//! The relay on Lambda: started each minute by the scheduler, at work for most of it.

use std::io::{Write as _, stderr};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use neurmatic_config::{ConfigError, Database, Env, Queues, Site};
use neurmatic_db::{Db, DbError};
use neurmatic_http::start_log;
use neurmatic_secrets::{SecretsError, with_secrets};
use neurmatic_tasks::{Sender, embedded, relay, schedules};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long one call works; the next is started a minute after it.
const WORK_TIME: Duration = Duration::from_secs(55);

/// The field of an event that asks for less.
const WORK_SECS: &str = "workSecs";

/// The field that names a schedule to be fired first: a deployment's last step says `cache:warm`.
const FIRE: &str = "fire";

/// The field that says for which time: for one it is fired once, by whomever. Without it, it is fired.
const DUE: &str = "due";

/// What a call's end needs of the time that Lambda leaves it.
const CLOSING: Duration = Duration::from_secs(5);

/// How often the outbox is swept.
const PAUSE: Duration = Duration::from_secs(1);

/// Why it doesn't start. Its text is one line that says what to set.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("SQS_QUEUE_URL_PREFIX is not set; it should be what stands before a queue's name in its URL")]
    NoQueues,
}

/// What a call did.
#[derive(Serialize)]
struct Done {
    /// Tasks that were given to their queues.
    sent: usize,
}

struct Relay {
    db: Db,
    sender: Sender,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start_log(true);
    let ended = match Box::pin(prepared()).await {
        Ok(relay) => {
            let answer = service_fn(|event: LambdaEvent<Value>| relay.work(event));
            lambda_runtime::run(answer).await.map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this can't be written.
            let _ = writeln!(stderr(), "relay stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn prepared() -> Result<Relay, StartError> {
    Relay::from_env(&with_secrets(Env::process()).await?)
}

impl Relay {
    /// Prepares everything; nothing connects yet.
    fn from_env(env: &Env) -> Result<Self, StartError> {
        let site = Site::from_env(env)?;
        let sender = Sender::new(Queues::from_env(env, &site)?, &site).ok_or(StartError::NoQueues)?;
        Ok(Self { db: Db::open(&Database::from_env(env)?)?, sender })
    }

    /// Fires the schedule that an event names, if it names one.
    async fn fire(&self, event: &Value) -> Result<(), lambda_runtime::Error> {
        let Some(name) = event.get(FIRE).and_then(Value::as_str) else { return Ok(()) };
        let schedule = schedules::of(name).ok_or_else(|| format!("there is no schedule {name}"))?;
        match event.get(DUE).and_then(Value::as_str) {
            None => schedule.fire(&self.db).await?,
            Some(due) => {
                let due: Timestamp = due.parse()?;
                let is_first = schedule.fire_at(&self.db, due).await?;
                tracing::debug!(name, is_first, "fired by the scheduler");
            }
        }
        Ok(())
    }

    /// Works until the next call is about to be started.
    async fn work(&self, event: LambdaEvent<Value>) -> Result<Done, lambda_runtime::Error> {
        self.fire(&event.payload).await?;
        let remaining = event.context.deadline().duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
        let wanted = event.payload.get(WORK_SECS).and_then(Value::as_u64).map(Duration::from_secs);
        let work_time = wanted.unwrap_or(WORK_TIME).min(WORK_TIME).min(remaining.saturating_sub(CLOSING));
        let until = Instant::now() + work_time;
        let (stop, stopping) = watch::channel(false);
        let parts = embedded::start_schedules(&self.db, &stopping);
        let sent = relay::run(&self.sender, &self.db, PAUSE, until, stopping).await;
        stop.send_replace(true);
        for part in parts {
            // A part that failed has said so; the next call begins anew.
            let _ended = part.await;
        }
        Ok(Done { sent })
    }
}
