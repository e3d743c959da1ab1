//! The local root of `infra/aws` at the emulator: applied, planned, taken down. State and plans lie beside the emulator's log.
//!
//! Terraform is tried again only after errors that the emulator is known for ([`faults`]).

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::aws::differences::Plan;
use crate::aws::faults::{self, Mend};
use crate::aws::known::Known;
use crate::checkout::{Layout, remove_folder};
use crate::{process, step, terminal, terraform};

const ROOT: &str = "infra/aws/environments/local";

/// The part under which its log is kept.
const LOG: &str = "terraform";

/// How often it is tried in all.
const ATTEMPTS: u32 = 3;

/// Where state, plans and what Terraform keeps for itself lie.
const FOLDER: &str = "terraform";

/// What starts the clock, with what that depends on. A whole apply would change all of [`Known::differences`].
const THE_CLOCK: &str = "-target=module.neurmatic.module.schedules";

/// Terraform's way to the emulator.
pub(crate) struct Applied {
    root: PathBuf,
    folder: PathBuf,
    log: PathBuf,
    /// As `TF_VAR_…`: what is secret of them is in no file and no list of processes.
    variables: Vec<(&'static str, String)>,
    known: Known,
}

impl Applied {
    /// Prepares the root; nothing is asked of the emulator yet.
    pub(crate) fn prepare(layout: &Layout, variables: Vec<(&'static str, String)>) -> Result<Self> {
        let plugins = terraform::at_hand()?;
        let folder = layout.root.join(FOLDER);
        std::fs::create_dir_all(&folder)?;
        let applied = Self {
            root: layout.checkout.join(ROOT),
            log: layout.log(LOG),
            known: Known::read(&layout.checkout)?,
            folder,
            variables,
        };
        let mut init = applied.command();
        init.args(["init", "-input=false", "-no-color", "-reconfigure"]);
        init.arg(format!("-backend-config=path={}", applied.folder.join("terraform.tfstate").display()));
        init.args(plugins.map(|folder| format!("-plugin-dir={}", folder.display())));
        step::output(&mut init).with_context(|| format!("{ROOT} can't be prepared"))?;
        Ok(applied)
    }

    /// Whether there is anything in the state of these folders.
    pub(crate) fn exists(layout: &Layout) -> bool {
        layout.root.join(FOLDER).join("terraform.tfstate").is_file()
    }

    /// Forgets what an emulator had that is gone.
    pub(crate) fn forget(layout: &Layout) -> Result<()> {
        remove_folder(&layout.root.join(FOLDER))
    }

    /// What the emulator is known for.
    pub(crate) fn known(&self) -> &Known {
        &self.known
    }

    /// Makes everything, or changes what has changed; the clock stands still.
    pub(crate) fn apply(&self) -> Result<()> {
        self.run(&["apply", "-auto-approve", "-var=is_running=false"])
    }

    /// Lets the clock run.
    pub(crate) fn start_clock(&self) -> Result<()> {
        self.run(&["apply", "-auto-approve", THE_CLOCK])
    }

    /// Takes everything down.
    pub(crate) fn destroy(&self) -> Result<()> {
        self.run(&["apply", "-destroy", "-auto-approve"])
    }

    /// What an apply would change now.
    pub(crate) fn plan(&self) -> Result<Plan> {
        let file = self.folder.join("plan");
        self.run(&["plan", &format!("-out={}", file.display())])?;
        let told = step::output(self.command().args(["show", "-json"]).arg(&file))?;
        serde_json::from_slice(&told).context("Terraform's plan is not understood")
    }

    /// An output, by name.
    pub(crate) fn output(&self, name: &str) -> Result<Value> {
        let told = step::output(self.command().args(["output", "-json", name]))?;
        serde_json::from_slice(&told).with_context(|| format!("Terraform's output {name} is not understood"))
    }

    /// Has Terraform do something; again, where all that went wrong is what the emulator is known for.
    fn run(&self, words: &[&str]) -> Result<()> {
        let mut attempt = 1;
        loop {
            let mut command = self.command();
            let mut child = process::start(command.args(words).args(["-json", "-input=false"]), &self.log)?;
            let status = step::wait(&mut child)?;
            let told = std::fs::read(&self.log)?;
            let told = String::from_utf8_lossy(&told);
            if status.success() {
                if let Some(summary) = faults::summary(&told) {
                    terminal::complain(&summary);
                }
                return Ok(());
            }
            let errors = faults::errors(&told);
            let log = self.log.display();
            let Some(first) = errors.first() else { bail!("Terraform failed ({status}); see {log}") };
            match faults::mend(&errors, &self.known.faults) {
                Err(error) => bail!("{} {} (all of it is in {log})", error.address, error.text),
                Ok(_) if attempt == ATTEMPTS => {
                    bail!("after {ATTEMPTS} attempts: {} {} (see {log})", first.address, first.text)
                }
                Ok(mend) => self.mend(&mend)?,
            }
            attempt += 1;
        }
    }

    fn mend(&self, mend: &Mend) -> Result<()> {
        for why in &mend.whys {
            terminal::complain(&format!("Terraform is asked again: {why}"));
        }
        for (address, id) in &mend.adopted {
            let mut import = self.command();
            import.args(["import", "-input=false", "-no-color", address, id]);
            step::output(&mut import).with_context(|| format!("{id} can't be taken into the state"))?;
        }
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = terraform::command(&self.root, &self.folder.join("data"));
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command
    }
}
