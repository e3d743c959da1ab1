//! A deployment: the functions as Terraform made them, and what stops a shift of theirs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

/// The package of the function that migrates the database.
pub const MIGRATE: &str = "migrate";
/// The package of the function that fires schedules.
pub const RELAY: &str = "relay";
/// The package that is deployed once for each queue.
pub const TASKS: &str = "tasks";

/// What a program runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Architecture {
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
    /// Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
}

impl Architecture {
    /// The compiler's word.
    #[must_use]
    pub fn triple(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86_64 => "x86_64-unknown-linux-gnu",
        }
    }

    /// Lambda's word.
    #[must_use]
    pub fn lambda(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    /// The folder of its packages, and the word of the command line.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86-64",
        }
    }

    /// What programs say of it (`e_machine`).
    #[must_use]
    pub fn elf_machine(self) -> u16 {
        match self {
            Self::Arm64 => 183,
            Self::X86_64 => 62,
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.folder())
    }
}

impl FromStr for Architecture {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "arm64" => Ok(Self::Arm64),
            "x86-64" => Ok(Self::X86_64),
            other => bail!("{other} is no architecture of Lambda: it is arm64 or x86-64"),
        }
    }
}

/// What `terraform output -json release` writes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// The region.
    pub region: String,
    /// What its functions run on.
    pub architecture: Architecture,
    /// The alias that is asked for by who invokes them.
    #[serde(default = "live")]
    pub alias: String,
    /// The functions' names at AWS, each with its package. `tasks` is there once for each queue.
    pub functions: BTreeMap<String, String>,
    /// The alarms that stop a shift.
    pub alarms: Vec<String>,
    /// An address that answers 200 as long as the platform does.
    #[serde(default)]
    pub health_url: Option<String>,
}

fn live() -> String {
    "live".to_owned()
}

impl Deployment {
    /// Reads a deployment.
    ///
    /// # Errors
    /// When it can't be read, or names what can't be a function's name.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read(path).with_context(|| {
            format!("{} can't be read; write it with `terraform output -json release`", path.display())
        })?;
        let deployment: Self =
            serde_json::from_slice(&text).with_context(|| format!("{} is no deployment", path.display()))?;
        if deployment.functions.is_empty() {
            bail!("{} names no function", path.display());
        }
        // They become parts of paths, which are signed as they stand here.
        let given = [&deployment.alias, &deployment.region];
        if let Some(odd) = deployment.functions.keys().chain(given).find(|name| !is_name(name)) {
            bail!("{}: `{odd}` is no name of a function, an alias or a region", path.display());
        }
        Ok(deployment)
    }

    /// The names at AWS of a package's functions.
    pub fn of_package(&self, package: &str) -> impl Iterator<Item = &str> {
        let wanted = package.to_owned();
        let of_it = self.functions.iter().filter(move |(_, package)| **package == wanted);
        of_it.map(|(name, _)| name.as_str())
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Deployment> {
        let path = std::env::temp_dir().join(format!("deployment-{}-{:x}", std::process::id(), text.len()));
        std::fs::write(&path, text)?;
        let read = Deployment::read(&path);
        std::fs::remove_file(&path)?;
        read
    }

    #[test]
    fn a_deployment_is_what_terraform_says() {
        let text = r#"{"region": "eu-central-1", "architecture": "arm64", "alarms": ["a"], "functions":
            {"n-tasks-email": "tasks", "n-tasks-default": "tasks", "n-migrate": "migrate"}}"#;
        let deployment = read(text).unwrap();
        assert_eq!((deployment.alias.as_str(), deployment.health_url.as_deref()), ("live", None));
        assert_eq!(deployment.of_package(TASKS).collect::<Vec<_>>(), ["n-tasks-default", "n-tasks-email"]);
    }

    #[test]
    fn a_name_that_would_be_another_path_is_refused() {
        let text = r#"{"region": "eu-central-1", "architecture": "arm64", "alarms": [], "functions": {"a/b": "tasks"}}"#;
        assert!(read(text).unwrap_err().to_string().contains("`a/b`"));
        assert!(read(r#"{"region": "x"}"#).unwrap_err().to_string().contains("is no deployment"));
    }
}
