//! The migration command: a Lambda function at deploy, a command line elsewhere.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::process::ExitCode;

use lambda_runtime::{LambdaEvent, service_fn};
use migrate::command::Command;
use neurmatic_config::Env;
use neurmatic_secrets::with_secrets;
use serde_json::Value;
use tracing_subscriber::EnvFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Box::pin(start()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this can't be written.
            let _ = writeln!(stderr(), "migrate: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> anyhow::Result<()> {
    let env = with_secrets(Env::process()).await?;
    if env.optional("AWS_LAMBDA_RUNTIME_API").is_some() { serve(&env).await } else { run(&env).await }
}

/// Answers a deploy's events.
async fn serve(env: &Env) -> anyhow::Result<()> {
    tracing_subscriber::fmt().json().with_env_filter(filter(env)).init();
    let answer =
        async |event: LambdaEvent<Command>| event.payload.run(env).await.map_err(|e| format!("{e:#}"));
    lambda_runtime::run(service_fn(answer)).await.map_err(|e| anyhow::anyhow!("the runtime stopped: {e}"))
}

/// Runs one command line: progress on standard error, the answer on standard output.
async fn run(env: &Env) -> anyhow::Result<()> {
    let progress = tracing_subscriber::fmt().without_time().with_target(false).with_writer(stderr);
    progress.with_ansi(stderr().is_terminal()).with_env_filter(filter(env)).init();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let answer = match Command::parse(&args)?.run(env).await? {
        Value::String(text) => text,
        object => serde_json::to_string_pretty(&object)?,
    };
    writeln!(stdout(), "{answer}")?;
    Ok(())
}

fn filter(env: &Env) -> EnvFilter {
    EnvFilter::new(env.optional("RUST_LOG").unwrap_or_else(|| "info,tokio_postgres=warn".to_owned()))
}
