//! `cargo dev`: the one command of a developer. This file lists the commands; each has its module.
//!
//! Deliberately light: no async runtime, no database driver, nothing of the platform's own crates, so that `status`,
//! `down` and `logs` answer at once. What needs the platform is built and run as a process of its own.

#[cfg(not(unix))]
compile_error!("cargo dev runs on Linux and macOS");

mod args;
mod aws;
mod bench;
mod binaries;
mod browser;
mod checkout;
mod down;
mod edge;
mod emulator;
mod foreground;
mod fuzz;
mod health;
mod install;
mod interrupt;
mod lint;
mod load;
mod lock;
mod logs;
mod migrate;
mod package;
mod platform;
mod ports;
mod postgres;
mod process;
mod redis;
mod release;
mod reset;
mod secrets;
mod seed;
mod servers;
mod state;
mod status;
mod step;
mod tasks;
mod terminal;
mod terraform;
mod test;
mod throwaway;
mod up;

use std::process::ExitCode;

use args::Command;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let command = match args::parse(&words) {
        Ok(command) => command,
        Err(message) => {
            terminal::complain(&message);
            return ExitCode::from(2);
        }
    };
    match interrupt::listen().and_then(|()| run(command)) {
        Ok(code) => code,
        Err(error) if error.is::<interrupt::Interrupted>() => ExitCode::from(130),
        Err(error) => {
            terminal::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Every command, in one list.
fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Help => terminal::say(args::HELP),
        Command::Up { detach, aws } => up::platform(detach, aws)?,
        Command::Services { detach } => up::services(detach)?,
        Command::Down => down::run()?,
        Command::Status { json } => status::run(json)?,
        Command::Logs { name, follow } => logs::run(name.as_deref(), follow)?,
        Command::Reset => reset::run()?,
        Command::Seed { size } => return seed::run(size.as_deref()),
        Command::MigrateUp => return migrate::up(),
        Command::MigrateDown { steps } => return migrate::down(steps.as_deref()),
        Command::MigrateNew { name } => migrate::new(&name)?,
        Command::Test { part, rest } => return test::run(part.as_deref(), &rest),
        Command::Bench { name } => return bench::run(name.as_deref()),
        Command::Load { words } => return load::run(&words),
        Command::Fuzz { words } => return fuzz::run(&words),
        Command::Tasks { words } => return tasks::run(&words),
        Command::EdgeBuild => return edge::build(),
        Command::Package { words } => return package::run(&words),
        Command::Aws { words } => return aws::run(&words),
        Command::Release { words } => return release::run("release", &words),
        Command::RollBack { words } => return release::run("roll-back", &words),
        Command::Lint { part } => return lint::run(part),
        Command::Dashboards => return platform::write("dashboards"),
        Command::Pictures => return test::pictures(),
        Command::OpenApi => return platform::write("openapi"),
        Command::Schedules => return platform::write("schedules"),
    }
    Ok(ExitCode::SUCCESS)
}
