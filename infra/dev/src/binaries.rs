//! Cargo, called from cargo: builds and the programs they yield, and the compiler's targets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::checkout::Layout;
use crate::{step, terminal};

/// Built programs by name.
#[derive(Debug)]
pub(crate) struct Binaries(BTreeMap<String, PathBuf>);

/// One line of cargo's messages, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
}

impl Binaries {
    /// Builds programs of the workspace; cargo's own progress shows on stderr.
    ///
    /// `--workspace` keeps the features of dependencies the same for every choice of programs, so that none is built
    /// twice.
    pub(crate) fn build(layout: &Layout, names: &[&str]) -> Result<Self> {
        let title = format!("Building {}", names.join(", "));
        terminal::timed(&title, || {
            let mut command = cargo(layout);
            command.args(["build", "--workspace", "--message-format=json-render-diagnostics"]);
            command.args(names.iter().flat_map(|name| ["--bin", name]));
            let messages =
                step::answer(&mut command).context("the build failed; what the compiler said is above")?;
            Ok(Self(executables(&String::from_utf8_lossy(&messages))))
        })
    }

    /// A command that runs one of the programs in the checkout.
    pub(crate) fn command(&self, layout: &Layout, name: &str) -> Result<Command> {
        let path = self.0.get(name).with_context(|| format!("cargo built no program `{name}`"))?;
        let mut command = Command::new(path);
        command.current_dir(&layout.checkout);
        Ok(command)
    }
}

/// Cargo in the checkout, without what the cargo around us says about the launcher's own package: build scripts
/// would take it for a change.
pub(crate) fn cargo(layout: &Layout) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.current_dir(&layout.checkout);
    command
}

/// The standard library for another target, which a toolchain has only when asked.
pub(crate) fn add_target(layout: &Layout, target: &str) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", target]).current_dir(&layout.checkout);
    let folder = String::from_utf8(step::output(&mut rustc)?)?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    step::output(rustup.args(["target", "add", target]).current_dir(&layout.checkout))
        .with_context(|| format!("the compiler has no {target}, and rustup can't add it"))?;
    Ok(())
}

fn executables(messages: &str) -> BTreeMap<String, PathBuf> {
    let parsed = messages.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let paths = parsed.filter_map(|message| message.executable);
    paths.filter_map(|path| Some((path.file_name()?.to_string_lossy().into_owned(), path))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_are_taken_from_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","executable":null}
{"reason":"compiler-artifact","executable":"/target/debug/migrate"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(
            executables(messages),
            BTreeMap::from([("migrate".into(), "/target/debug/migrate".into())])
        );
    }
}
