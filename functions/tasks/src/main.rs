//! The tasks' function on Lambda: one program, deployed once for each queue.

use std::io::{Write as _, stderr};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use lambda_runtime::{LambdaEvent, service_fn};
use neurmatic_config::{Env, Worker as WorkerSettings};
use neurmatic_http::{Services, start_log, until_told_to_end};
use neurmatic_secrets::with_secrets;
use neurmatic_tasks::{Batch, QueueWorker, Worker};
use tasks::{SqsAnswer, SqsEvent, StartError, TaskState, registry};
use tokio::time::Instant;

/// How long a batch waits at its end for what was noted to be sent.
const FLUSH_WITHIN: Duration = Duration::from_millis(200);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start_log(true);
    let ended = match Box::pin(prepared()).await {
        Ok((worker, services)) => {
            let answer = service_fn(|event: LambdaEvent<SqsEvent>| watched(&worker, &services, event));
            let work = until_told_to_end(&services, lambda_runtime::run(answer));
            work.await.map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this can't be written.
            let _ = writeln!(stderr(), "tasks stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn prepared() -> Result<(QueueWorker, Services), StartError> {
    worker(&with_secrets(Env::process()).await?)
}

/// Prepares everything; nothing connects yet.
fn worker(env: &Env) -> Result<(QueueWorker, Services), StartError> {
    let settings = WorkerSettings::from_env(env)?;
    let services = Services::from_env(env)?;
    // Said like a missing setting: without queues there is nothing to be woken by.
    env.required("SQS_QUEUE_URL_PREFIX", "what stands before a queue's name in its URL")?;
    let sender = services.sender.clone().ok_or(StartError::NoQueues)?;
    services.telemetry.serve_as("tasks");
    let worker = Worker::new(services.db.clone(), registry(TaskState::from_env(env, services.clone())?))
        .noted_by(services.telemetry.clone());
    Ok((QueueWorker::new(worker, sender, settings.concurrency), services))
}

/// Delivers a batch, and looks at the memory after it.
async fn watched(
    worker: &QueueWorker,
    services: &Services,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsAnswer, lambda_runtime::Error> {
    let begun = services.memory.begin();
    let answer = Box::pin(deliver(worker, services, event)).await;
    services.memory.end("tasks", &begun);
    services.instances.tell_now().await;
    answer
}

async fn deliver(
    worker: &QueueWorker,
    services: &Services,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsAnswer, lambda_runtime::Error> {
    let remaining = event.context.deadline().duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
    let Some((queue, keeps_order, messages)) = event.payload.into_messages()? else {
        return Ok(SqsAnswer::default());
    };
    let batch = Batch { queue, keeps_order, messages, until: Instant::now() + remaining };
    let settled = Box::pin(worker.deliver(batch)).await;
    // No request's trip carries what is noted here, and after the answer this environment may be frozen.
    services.flush_telemetry(FLUSH_WITHIN).await;
    Ok(SqsAnswer::of(&settled))
}
