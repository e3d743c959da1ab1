//! The auth function on Lambda.

use std::process::ExitCode;

use api_auth::{Auth, routes};
use neurmatic_http::run_function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function("api-auth", |env, services| {
        let auth = Auth::from_env(env, services.clone())?;
        Ok(routes().into_router(auth, services))
    })
    .await
}
