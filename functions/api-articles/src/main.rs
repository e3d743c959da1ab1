//! Starts the articles area on Lambda.

use anyhow::Context as _;
use neurmatic_config::Env;
use neurmatic_http::{Services, run_on_lambda, start_log};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    start_log(true);
    let services = Services::from_env(&Env::process()).context("api-articles cannot start")?;
    let router = api_articles::routes().into_router(services.clone(), &services);
    run_on_lambda(router).await.map_err(anyhow::Error::from_boxed)
}
