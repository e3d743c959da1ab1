//! The notifications function on Lambda.

use std::process::ExitCode;

use api_notifications::{Notifications, routes};
use neurmatic_http::run_function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function("api-notifications", |env, services| {
        let notifications = Notifications::from_env(env, services.clone())?;
        Ok(routes().into_router(notifications, services))
    })
    .await
}
