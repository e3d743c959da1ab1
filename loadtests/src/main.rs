//! The load test's command: a scenario, generated requests, or the platform that these are run against.

#![expect(clippy::print_stderr, reason = "a command tells what is wrong")]

use std::process::ExitCode;

use neurmatic_config::Env;
use neurmatic_loadtests::run::run;
use neurmatic_loadtests::scenario::{Plan, USAGE};
use neurmatic_loadtests::{FUZZ, SERVE, fuzz};

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == SERVE) {
        neurmatic_http::start_log(true);
        return ended(neurmatic_platform::serve(&Env::process()).await.map(|()| ExitCode::SUCCESS));
    }
    if let Some((word, options)) = words.split_first()
        && word == FUZZ
    {
        return match fuzz::Plan::parse(options) {
            Ok(plan) => ended(Box::pin(fuzz::run(plan)).await),
            Err(error) => misused(&error, fuzz::USAGE),
        };
    }
    match Plan::parse(&words) {
        Ok(plan) => ended(Box::pin(run(plan)).await),
        Err(error) => misused(&error, USAGE),
    }
}

fn misused(error: &anyhow::Error, usage: &str) -> ExitCode {
    eprintln!("{error}\n\n{usage}");
    ExitCode::from(2)
}

fn ended(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        eprintln!("the load test cannot run: {error:#}");
        ExitCode::from(2)
    })
}
