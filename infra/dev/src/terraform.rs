//! `test terraform`: what `infra/aws` promises, on made-up answers of AWS. No account is asked, nothing is made.
//!
//! Needs Terraform, and its provider of AWS from a mirror on this machine or from the registry. Where that isn't there a line
//! says so, and the rest is tested without it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::checkout::Layout;
use crate::{interrupt, step, terminal};

/// Says in a test run that Terraform must be there.
const REQUIRED: &str = "NEURMATIC_TERRAFORM";

/// Names a folder of providers.
const PLUGINS: &str = "NEURMATIC_TERRAFORM_PLUGINS";

/// Where systems keep such a folder; the last one is below the user's own.
const PLUGIN_FOLDERS: [&str; 3] =
    ["/opt/tf-plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"];
const PLUGIN_FOLDER_OF_USER: &str = ".terraform.d/plugins";

/// What a folder of providers must hold.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// The oldest version that will do: values that are in no state came with it.
const VERSION_MIN: (u32, u32) = (1, 11);

/// The platform, whose tests are those of all modules and roots.
const PLATFORM: &str = "infra/aws";

/// Every folder that Terraform is called in.
const ROOTS: [&str; 4] = [
    PLATFORM,
    "infra/aws/environments/local",
    "infra/aws/environments/production",
    "infra/aws/environments/staging",
];

/// Terraform, with its providers at hand.
#[derive(Debug)]
pub(crate) struct Terraform {
    checkout: PathBuf,
    /// What it keeps for itself, outside of the sources.
    data: PathBuf,
}

impl Terraform {
    /// Finds Terraform and its providers. `None`, after a line that says why, where that can't be done.
    pub(crate) fn prepare(layout: &Layout) -> Result<Option<Self>> {
        match Self::find(layout) {
            Ok(terraform) => Ok(Some(terraform)),
            Err(error) if error.is::<interrupt::Interrupted>() => Err(error),
            Err(error) if std::env::var_os(REQUIRED).is_some_and(|value| value == "required") => {
                Err(error.context(format!("Terraform is needed here ({REQUIRED}=required)")))
            }
            Err(error) => {
                terminal::complain(&format!("Terraform's tests are left out: {error:#}"));
                Ok(None)
            }
        }
    }

    /// The same where nothing else was asked for.
    pub(crate) fn find(layout: &Layout) -> Result<Self> {
        let plugins = at_hand()?;
        let terraform =
            Self { checkout: layout.checkout.clone(), data: layout.checkout.join(".dev/terraform") };
        terminal::timed("Preparing Terraform", || {
            for root in ROOTS {
                let mut init = terraform.command(root);
                init.args(["init", "-backend=false", "-input=false", "-no-color"]);
                if let Some(folder) = &plugins {
                    init.arg(format!("-plugin-dir={}", folder.display()));
                }
                step::output(&mut init).with_context(|| format!("{root} can't be prepared"))?;
            }
            Ok(())
        })?;
        Ok(terraform)
    }

    /// Its form, whether each root is sound, and its tests; all told even when the first finds something.
    pub(crate) fn test(&self) -> Result<ExitStatus> {
        let mut outcome = step::run(self.command(PLATFORM).args(["fmt", "-check", "-recursive", "-diff"]))?;
        for root in ROOTS {
            let sound = step::run(self.command(root).arg("validate"))?;
            outcome = if outcome.success() { sound } else { outcome };
        }
        let tested = step::run(self.command(PLATFORM).arg("test"))?;
        Ok(if outcome.success() { tested } else { outcome })
    }

    fn command(&self, root: &str) -> Command {
        command(&self.checkout.join(root), &self.data.join(root))
    }
}

/// Looks for a Terraform that will do, and returns the folder of its providers, if there is one.
pub(crate) fn at_hand() -> Result<Option<PathBuf>> {
    let told = step::output(Command::new("terraform").args(["version", "-json"])).context(
        "there is no terraform; https://developer.hashicorp.com/terraform/install says how to get it",
    )?;
    let version = version_of(&told).context("terraform doesn't say its version")?;
    if version < VERSION_MIN {
        let ((major, minor), (least_major, least_minor)) = (version, VERSION_MIN);
        bail!("terraform {major}.{minor} is too old, it must be {least_major}.{least_minor} or newer");
    }
    plugins()
}

/// Terraform in a root; what it keeps for itself goes to `data`, outside of the sources.
pub(crate) fn command(root: &Path, data: &Path) -> Command {
    let mut command = Command::new("terraform");
    command
        .arg(format!("-chdir={}", root.display()))
        .env("TF_DATA_DIR", data)
        .env("TF_IN_AUTOMATION", "1")
        // It would ask its maker whether there is a newer one.
        .env("CHECKPOINT_DISABLE", "1");
    command
}

/// The folder of providers: the one that is named, or one where systems keep it. None: Terraform's own settings say where.
fn plugins() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os(PLUGINS) {
        let folder = std::path::absolute(named)?;
        if has_provider(&folder) {
            return Ok(Some(folder));
        }
        bail!("{PLUGINS} is {}, but {PROVIDER} is not there", folder.display());
    }
    let of_user = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(PLUGIN_FOLDER_OF_USER));
    let mut folders = PLUGIN_FOLDERS.into_iter().map(PathBuf::from).chain(of_user);
    Ok(folders.find(|folder| has_provider(folder)))
}

fn has_provider(folder: &Path) -> bool {
    folder.join(PROVIDER).is_dir()
}

/// Major and minor of what `terraform version -json` says.
fn version_of(told: &[u8]) -> Option<(u32, u32)> {
    let told: Value = serde_json::from_slice(told).ok()?;
    let mut numbers = told.get("terraform_version")?.as_str()?.split('.');
    let mut next = || numbers.next()?.parse().ok();
    Some((next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_and_compared_by_number() {
        let of = |text: &str| version_of(format!(r#"{{"terraform_version": "{text}"}}"#).as_bytes());
        assert_eq!(of("1.11.4"), Some((1, 11)));
        assert!(of("1.9.8").is_some_and(|version| version < VERSION_MIN));
        assert!(of("2.0.0-beta1").is_some_and(|version| version > VERSION_MIN));
        assert_eq!(version_of(b"Terraform v1.11.4"), None);
    }
}
