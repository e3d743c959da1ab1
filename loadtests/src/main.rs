//! The load test's command: a scenario, or the platform that it is run against.

#![expect(clippy::print_stderr, reason = "a command tells what is wrong")]

use std::process::ExitCode;

use neurmatic_config::Env;
use neurmatic_loadtests::SERVE;
use neurmatic_loadtests::run::run;
use neurmatic_loadtests::scenario::{Plan, USAGE};

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == SERVE) {
        neurmatic_http::start_log(true);
        return ended(neurmatic_platform::serve(&Env::process()).await.map(|()| ExitCode::SUCCESS));
    }
    match Plan::parse(&words) {
        Ok(plan) => ended(Box::pin(run(plan)).await),
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn ended(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        eprintln!("the load test cannot run: {error:#}");
        ExitCode::from(2)
    })
}
