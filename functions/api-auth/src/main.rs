//! The auth function on Lambda: start-up only.

use std::io::{Write as _, stderr};
use std::process::ExitCode;

use anyhow::anyhow;
use api_auth::{Auth, routes};
use neurmatic_config::Env;
use neurmatic_http::{Services, run_on_lambda, start_log};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start_log(true);
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this can't be written.
            let _ = writeln!(stderr(), "api-auth: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let env = Env::process();
    let services = Services::from_env(&env)?;
    let auth = Auth::from_env(&env, services.clone())?;
    run_on_lambda(routes().into_router(auth, &services))
        .await
        .map_err(|e| anyhow!("the runtime stopped: {e}"))
}
