//! The local host's command: `serve` (when nothing is said), `stand-ins`, `dashboards`, `openapi`, `schedules` or `tasks`.

use std::io::Write as _;

use anyhow::Context as _;
use neurmatic_config::Env;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        None | Some("serve") => {
            neurmatic_http::start_log(false);
            neurmatic_platform::serve(&Env::process()).await.context("the local host cannot run")
        }
        Some("stand-ins") => {
            neurmatic_http::start_log(false);
            neurmatic_platform::serve_stand_ins(&Env::process()).await.context("the stand-ins cannot run")
        }
        Some("dashboards") => neurmatic_platform::dashboards::write(),
        Some("openapi") => neurmatic_platform::openapi::write(),
        Some("schedules") => neurmatic_platform::schedules::write(),
        Some("tasks") => {
            let words: Vec<String> = std::env::args().skip(2).collect();
            let said = neurmatic_platform::operate::run(&Env::process(), &words).await?;
            // A reader that has seen enough is no failure.
            let _closed_pipe = writeln!(std::io::stdout(), "{}", said.trim_end());
            Ok(())
        }
        Some(other) => {
            anyhow::bail!(
                "unknown command {other}: say serve, stand-ins, dashboards, openapi, schedules or tasks"
            )
        }
    }
}
