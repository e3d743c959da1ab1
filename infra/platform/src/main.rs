//! The local host's command: `serve` (when nothing is said), `openapi` or `schedules`.

use anyhow::Context as _;
use neurmatic_config::Env;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        None | Some("serve") => {
            neurmatic_http::start_log(false);
            neurmatic_platform::serve(&Env::process()).await.context("the local host cannot run")
        }
        Some("openapi") => neurmatic_platform::openapi::write(),
        Some("schedules") => neurmatic_platform::schedules::write(),
        Some(other) => anyhow::bail!("unknown command {other}: say serve, openapi or schedules"),
    }
}
