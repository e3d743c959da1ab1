//! The search function on Lambda.

use std::process::ExitCode;

use api_search::routes;
use neurmatic_http::run_function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function("api-search", |_, services| Ok(routes().into_router(services.clone(), services))).await
}
