//! Migrations by hand, and the keys that the `migrate` program makes.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::binaries::Binaries;
use crate::checkout::Layout;
use crate::secrets::{APP_PASSWORD, MONITOR_PASSWORD, Secrets};
use crate::state::State;
use crate::{step, terminal};

/// Applies what is missing.
pub(crate) fn up() -> Result<ExitCode> {
    run(&["up"])
}

/// Takes back the last migrations, one without a number.
pub(crate) fn down(steps: Option<&str>) -> Result<ExitCode> {
    let words: Vec<&str> = std::iter::once("down").chain(steps).collect();
    run(&words)
}

/// Writes the next numbered pair of files.
pub(crate) fn new(name: &str) -> Result<()> {
    let folder = Layout::open()?.checkout.join("migrations");
    let number = next_number(&folder)?;
    for (direction, what) in [("up", "what it adds, and why"), ("down", "takes it back")] {
        let file = folder.join(format!("{number:04}_{name}.{direction}.sql"));
        std::fs::write(&file, format!("-- {name}: {what}.\n"))
            .with_context(|| format!("cannot write {}", file.display()))?;
        terminal::say(&file.display().to_string());
    }
    Ok(())
}

/// Applies what is missing as a part of something else: progress shows, the list of what was applied does not.
pub(crate) fn bring_up(layout: &Layout, binaries: &Binaries, state: &State, secrets: &Secrets) -> Result<()> {
    step::answer(command(layout, binaries, state, secrets)?.arg("up")).map(|_| ())
}

/// The `migrate` program with its settings, for the database that the state names.
fn command(layout: &Layout, binaries: &Binaries, state: &State, secrets: &Secrets) -> Result<Command> {
    let url = state
        .database_url
        .as_deref()
        .context("no database runs here; start it with `cargo dev up --detach`")?;
    let mut command = binaries.command(layout, "migrate")?;
    command.env("DATABASE_OWNER_URL", url);
    for name in [APP_PASSWORD, MONITOR_PASSWORD] {
        command.env(name, secrets.get(name)?);
    }
    Ok(command)
}

/// Makes the pair of keys that sign and check access tokens, once.
pub(crate) fn make_keys(layout: &Layout, binaries: &Binaries, secrets: &mut Secrets) -> Result<()> {
    const PAIR: [&str; 2] = ["ACCESS_TOKEN_PRIVATE_KEY", "ACCESS_TOKEN_PUBLIC_KEYS"];
    if PAIR.iter().all(|name| secrets.has(name)) {
        return Ok(());
    }
    let mut command = binaries.command(layout, "migrate")?;
    let lines = step::output(command.arg("create-keys"))?;
    secrets.keep(&String::from_utf8(lines)?)?;
    PAIR.iter().try_for_each(|name| secrets.get(name).map(|_| ()))
}

fn run(words: &[&str]) -> Result<ExitCode> {
    let layout = Layout::open()?;
    let state = State::load(&layout.root);
    if state.running_database().is_none() {
        bail!(
            "no database runs here; start it with `cargo dev up --detach` or `cargo dev services --detach`"
        );
    }
    let binaries = Binaries::build(&layout, &["migrate"])?;
    let mut command = command(&layout, &binaries, &state, &Secrets::open(&layout.root)?)?;
    Ok(step::exit_code(step::run(command.args(words))?))
}

fn next_number(folder: &Path) -> Result<u32> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter_map(|name| number_of(&name)).max().unwrap_or(0) + 1)
}

fn number_of(file: &str) -> Option<u32> {
    file.ends_with(".sql").then(|| file.split_once('_'))??.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbered_sql_files_count() {
        assert_eq!(number_of("0012_forum.up.sql"), Some(12));
        assert_eq!(number_of("README.md"), None);
        assert_eq!(number_of("seed_x.sql"), None);
    }
}
