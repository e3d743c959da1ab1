//! The notifications function on Lambda.

use std::process::ExitCode;

use api_notifications::routes;
use neurmatic_http::run_function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function("api-notifications", |_, services| Ok(routes().into_router(services.clone(), services)))
        .await
}
