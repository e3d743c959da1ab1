//! The program behind `cargo dev package`, `release` and `roll-back`.

use std::io::{Write as _, stderr};
use std::process::ExitCode;

use anyhow::{Result, bail};
use neurmatic_config::Env;
use neurmatic_release::{migrate, pack, release, roll_back};

const USAGE: &str = "\
neurmatic-release pack …                       called by `cargo dev package`
neurmatic-release release <deployment> …       publish what is packaged, and shift to it in steps
neurmatic-release roll-back <deployment>       back to the versions before the last release
neurmatic-release migrate <deployment>         the first migrations of a new deployment

A deployment is the file that `terraform output -json release` writes.";

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match Box::pin(run(&words, &Env::process())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this can't be written.
            let _ = writeln!(stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &[String], env: &Env) -> Result<()> {
    match words {
        [command, words @ ..] if command == "pack" => pack::run(words),
        [command, words @ ..] if command == "release" => release::run(words, env).await,
        [command, words @ ..] if command == "roll-back" => roll_back::run(words, env).await,
        [command, words @ ..] if command == "migrate" => migrate::run(words, env).await,
        _ => bail!("{USAGE}"),
    }
}
