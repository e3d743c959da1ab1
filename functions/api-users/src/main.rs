//! The users function on Lambda.

use std::process::ExitCode;

use api_users::{Users, routes};
use neurmatic_http::run_function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function("api-users", |_, services| Ok(routes().into_router(Users::new(services.clone()), services)))
        .await
}
