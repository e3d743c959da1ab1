//! The administration function on Lambda.

use std::process::ExitCode;

use api_admin::{Admin, routes};
use neurmatic_http::run_function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function("api-admin", |env, services| {
        let admin = Admin::from_env(env, services.clone())?;
        Ok(routes().into_router(admin, services))
    })
    .await
}
